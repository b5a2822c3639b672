/** Columns of text, the first one to the left and the others to the right, two spaces apart. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  }
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))),
  );
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n');
}

/** `71.50`; a dash where there is no such number. */
export function fixed(value: number, digits = 2): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}

/** `69.30 ± 1.90`: mean and sample standard deviation. */
export function meanAndDeviation(values: readonly number[], digits = 2): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${fixed(mean, digits)} ± ${fixed(Math.sqrt(squares / (values.length - 1)), digits)}`;
}

export function counted(count: number): string {
  return count.toLocaleString('en');
}
