// HTTP header fields whose values are kept in files, for credentials that somebody
// else renews.

import { z } from "zod";
import { fields } from "./field.ts";
import { filePath, headerName, text } from "./text.ts";

const headerFileSchema = z.strictObject({
	file: filePath().describe(
		"The file with the value, without the newline at its end. Read again when it changes.",
	),
	scheme: text()
		.optional()
		.describe(
			"What stands in front of the file's content, with a space after it, such as `Bearer`.",
		),
});

export const headerFiles = () =>
	z.record(headerName(), headerFileSchema).register(fields, {
		type: "map of header names to files",
		expected: "a map of header names to a map with `file`",
	});

export type HeaderFileConfig = z.output<typeof headerFileSchema>;
