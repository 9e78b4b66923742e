// Header values that are kept in files. Invariant: a file that is gone or being
// replaced changes nothing; the last value holds until a new one can be read.

import { readFileSync } from "node:fs";
import type { HeaderFileConfig } from "../../config/schema/header-files.ts";
import type { Logger } from "../../pipeline/logger.ts";
import { watchFiles } from "../../pipeline/watched-files.ts";

/** Names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** Throws when a file can't be read now; later trouble is a warning. */
export function createHeaderFiles(
	configs: Readonly<Record<string, HeaderFileConfig>>,
	logger: Logger,
): () => Headers {
	const sources = Object.entries(configs).map(([name, config]) => {
		const files = watchFiles([config.file]);
		files.changed();
		let value = readHeader(name, config);
		return {
			name: name.toLowerCase(),
			current() {
				if (!files.changed()) return value;
				try {
					value = readHeader(name, config);
				} catch (error) {
					logger.warn(
						`${(error as Error).message}; the value from before is still used`,
					);
				}
				return value;
			},
		};
	});
	return () =>
		Object.fromEntries(sources.map(({ name, current }) => [name, current()]));
}

function readHeader(name: string, { file, scheme }: HeaderFileConfig): string {
	const where = `header_files: ${name}: ${file}`;
	let text: string;
	try {
		text = readFileSync(file, "utf8").trim();
	} catch (error) {
		throw new Error(`${where} can't be read: ${(error as Error).message}`, {
			cause: error,
		});
	}
	if (text === "") throw new Error(`${where} is empty`);
	// Never repeated in the message: it is a secret.
	if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
		throw new Error(`${where} must hold one line without control characters`);
	}
	return scheme === undefined ? text : `${scheme} ${text}`;
}
