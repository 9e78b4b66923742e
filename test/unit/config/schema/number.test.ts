import { expect, test } from "vitest";
import { parseByteSize } from "../../../../config/schema/number.ts";

test.each([
	["1000", 1000],
	["1MB", 1_000_000],
	["1MiB", 1_048_576],
	["1.5 GiB", 1_610_612_736],
	["10kb", 10_000],
	["7B", 7],
])("reads %s", (text, bytes) => {
	expect(parseByteSize(text)).toBe(bytes);
});

test.each(["", "MB", "1XB", "-1MB", "1.5B", "1 000", "99999999TB", "1M"])(
	"refuses %j",
	(text) => {
		expect(parseByteSize(text)).toBeUndefined();
	},
);
