import { expect, test } from "vitest";
import {
	shortId,
	toLongId,
} from "../../../../simulator/generate/salesforce-id.ts";

// Pairs from real payloads that were published.
test.each([
	["0055j00000AT6I1", "0055j00000AT6I1AAL"],
	["0AT5j00002LqQTx", "0AT5j00002LqQTxGAN"],
	["0055j000000utlP", "0055j000000utlPAAQ"],
])("%s has the long form %s", (short, long) => {
	expect(toLongId(short)).toBe(long);
});

test("ids are 15 characters and in the order of their numbers", () => {
	const ids = [0, 61, 62, 3844, 1_000_000].map((n) => shortId("0AT", "5j", n));
	for (const id of ids) expect(id).toMatch(/^0AT5j0[0-9A-Za-z]{9}$/);
	expect([...ids].sort()).toEqual(ids);
	expect(new Set(ids).size).toBe(ids.length);
});
