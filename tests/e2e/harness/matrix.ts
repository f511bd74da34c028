// Matrices: tests that are the product of two lists. Every cell of one is run with EVERY=1, and on a real Kratos; else every third, so
// that each row and each column has its turn.

/** Whether every cell is run. */
export const every = Boolean(process.env.EVERY ?? process.env.KRATOS_BIN);

/** Whether the cell of this row and this column is run, of which there are `of` to choose from. */
export const isRun = (row: number, column: number, of = 3): boolean => every || (row + column) % of === 0;
