import { expect, test } from "vitest";
import { formatAge, formatBytes, table } from "../../../../cli/state/format.ts";

test.each([
	[-5, "0s"],
	[999, "0s"],
	[61_000, "1m1s"],
	[3_600_000, "1h"],
	[273_600_000, "3d4h"],
])("%d ms are %s", (ms, text) => {
	expect(formatAge(ms)).toBe(text);
});

test.each([
	[0, "0 B"],
	[1023, "1023 B"],
	[1536, "1.5 KiB"],
	[5 * 1024 ** 4, "5.0 TiB"],
])("%d bytes are %s", (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});

test("columns line up, without blanks at the ends", () => {
	expect(
		table([
			["ID", "NAME"],
			["10", ""],
			["7", "x"],
		]),
	).toBe("ID  NAME\n10\n7   x");
});
