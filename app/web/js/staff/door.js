// The pages on which one signs in or changes a password: theme, and a look at what was typed.
import { connectThemeToggle } from "../settings.js";
import { connectPeeks } from "./peek.js";

connectThemeToggle(document);
connectPeeks(document);
