// A terminal as the prompts see it: keys go in, and the screen's bytes come out.

import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import {
	type Changes,
	createChanges,
} from "../../../integration/support/changes.ts";

export const ENTER = "\r";
export const CTRL_C = "\u0003";

export interface TestTerminal {
	readonly input: NodeJS.ReadStream;
	readonly output: NodeJS.WriteStream;
	/** Everything that was written, without colours and movements. */
	readonly screen: string;
	/** Waits until `question` is on the screen, after what was there at the last call, and types. */
	answer(question: string, keys: string): Promise<void>;
}

export function createTestTerminal(): TestTerminal {
	const changes: Changes = createChanges(8_000);
	let screen = "";
	let seen = 0;
	const input = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => input,
	});
	const output = Object.assign(new PassThrough(), {
		isTTY: true,
		columns: 120,
		rows: 40,
	});
	output.setEncoding("utf8");
	output.on("data", (text: string) => {
		screen += stripVTControlCharacters(text);
		changes.changed();
	});
	return {
		input: input as unknown as NodeJS.ReadStream,
		output: output as unknown as NodeJS.WriteStream,
		get screen() {
			return screen;
		},
		async answer(question, keys) {
			await changes.until(
				() => screen.includes(question, seen),
				() => `"${question}" was not asked:\n${screen.slice(seen)}`,
			);
			seen = screen.length;
			input.write(keys);
		},
	};
}
