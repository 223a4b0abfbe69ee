// What a table shows, as a file for a spreadsheet. Cells that a spreadsheet would take for a formula
// are kept from it.
import Papa from "papaparse";

export type CsvCell = string | number | null | undefined;

export function downloadCsv(file: string, names: string[], rows: CsvCell[][]): void {
  const text = Papa.unparse({ fields: names, data: rows }, { escapeFormulae: true, newline: "\r\n" });
  // The mark tells Excel that it is UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
