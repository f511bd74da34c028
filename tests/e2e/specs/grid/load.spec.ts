// The grid of faults: pages that are opened, and signing out. What happens in each cell says the table in harness/grid.ts.
import { families } from "../../harness/faults.ts";
import { cells, table } from "../../harness/grid.ts";
import { expect, test } from "../../harness/test.ts";

test.use({ kratos: "grid" });

test("the table has every family at every moment", () => {
  expect(new Set(Object.keys(table))).toEqual(new Set(families));
  const all = Object.values(table).flatMap((row) => Object.values(row));
  expect(all).toHaveLength(18 * 12);
  for (const cell of all) expect(typeof cell === "string" ? cell : cell.never).toMatch(/\w/);
});

cells(["init", "get", "logout"]);
