// Where a password is changed: a look at what is typed.
import { connectPeeks } from "./peek.js";

connectPeeks(document);
