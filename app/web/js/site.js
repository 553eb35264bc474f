// Everything here only adds to pages that work without it; one part failing must not stop the others.
import { connectCity } from "./city.js";
import { connectFilters } from "./filter.js";
import { connectSearch } from "./search.js";
import { connectShare } from "./share.js";
import { connectLanguage, connectSwitches, connectThemeToggle } from "./settings.js";

for (const connect of [connectThemeToggle, connectLanguage, connectSearch, connectSwitches, connectFilters, connectShare, connectCity]) {
  try {
    connect(document);
  } catch (fault) {
    console.error(fault);
  }
}
