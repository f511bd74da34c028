// The grid of faults: signing in. What happens in each cell says the table in harness/grid.ts.
import { cells } from "../../harness/grid.ts";
import { test } from "../../harness/test.ts";

test.use({ kratos: "grid" });

cells(["submit-login", "submit-code", "resend", "passkey-get"]);
