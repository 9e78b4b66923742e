// Where panels go: from left to right, in lines as high as their highest panel.

export interface Place {
	readonly x: number;
	readonly y: number;
	readonly w: number;
	readonly h: number;
}

/** Widths are of this many. */
const COLUMNS = 24;

export function layOut<P extends { readonly width: number }>(
	panels: readonly P[],
	heightOf: (panel: P) => number,
): Place[] {
	let x = 0;
	let y = 0;
	let line = 0;
	return panels.map((panel) => {
		const h = heightOf(panel);
		if (x + panel.width > COLUMNS) {
			x = 0;
			y += line;
			line = 0;
		}
		const place = { x, y, w: panel.width, h };
		x += panel.width;
		line = Math.max(line, h);
		return place;
	});
}
