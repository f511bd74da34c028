// The grid of faults: every group of the settings. What happens in each cell says the table in harness/grid.ts.
import { cells } from "../../harness/grid.ts";
import { test } from "../../harness/test.ts";

test.use({ kratos: "grid" });

cells(["submit-settings"]);
