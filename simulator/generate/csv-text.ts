// CSV as event log files have it: every value in double quotes, RFC 4180
// escaping, LF after every line.

function escaped(cell: string): string {
	return cell.replaceAll('"', '""');
}

export function csvLine(cells: readonly string[]): string {
	let line = "";
	for (let i = 0; i < cells.length; i++) {
		const cell = cells[i] as string;
		line += i === 0 ? '"' : '","';
		line += cell.includes('"') ? escaped(cell) : cell;
	}
	return `${line}"\n`;
}
