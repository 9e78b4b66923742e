// What tells a row of an object from others: told by Salesforce, or made of its cells
// when it tells nothing.

import { hash } from "node:crypto";
import { DUMMY_ID } from "../../mapping/row-identity.ts";
import type { RowContents } from "./row-contents.ts";

export interface RowIdentities {
	/** Looks at a row that was read just now. */
	note(row: number): void;
	of(row: number): string;
	/** The rows are held no more. */
	forget(): void;
	/** A new pass, such as a window: that is where rows that look equal are told apart. */
	begin(): void;
}

export function createRowIdentities(
	names: readonly string[],
	contents: Pick<RowContents, "cell" | "isEmpty">,
): RowIdentities {
	const event = names.indexOf("EventIdentifier");
	const id = names.indexOf("Id");
	/** Those that were made. Any other is read again when it is asked for: most are, once. */
	const made = new Map<number, string>();
	/** How often a content came. */
	const equal = new Map<string, number>();

	const cellOf = (row: number, column: number) =>
		column < 0 ? "" : contents.cell(row, column);

	function idOf(row: number): string {
		const record = cellOf(row, id);
		return record === DUMMY_ID ? "" : record;
	}

	function contentOf(row: number): string {
		const cells = names.map((_, column) => contents.cell(row, column));
		const digest = hash("sha256", JSON.stringify(cells), "base64").slice(0, 22);
		const count = equal.get(digest) ?? 0;
		equal.set(digest, count + 1);
		return count === 0 ? digest : `${digest}#${count}`;
	}

	return {
		note(row) {
			if (event >= 0 && !contents.isEmpty(row, event)) return;
			if (idOf(row) === "") made.set(row, contentOf(row));
		},
		of: (row) => cellOf(row, event) || idOf(row) || (made.get(row) ?? ""),
		forget: () => made.clear(),
		begin: () => equal.clear(),
	};
}
