// The page of one's own account: a new key is copied by one press.
import { connectCopies } from "./copy.js";

connectCopies(document);
