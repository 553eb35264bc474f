// Everything here only adds to pages that work without it; one part failing must not stop the others.
import { connectFilters } from "./filter.js";
import { connectMap } from "./map.js";
import { connectSearch } from "./search.js";
import { connectShare } from "./share.js";
import { connectSwitches, connectThemeToggle } from "./settings.js";

for (const connect of [connectThemeToggle, connectSearch, connectSwitches, connectFilters, connectShare, connectMap]) {
  try {
    connect(document);
  } catch (fault) {
    console.error(fault);
  }
}
