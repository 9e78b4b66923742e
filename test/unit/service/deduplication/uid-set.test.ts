import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UID_BYTES } from "../../../../pipeline/uid-bytes.ts";
import { UidSet } from "../../../../service/deduplication/uid-set.ts";

const uid = fc.uint8Array({ minLength: UID_BYTES, maxLength: UID_BYTES });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("UidSet", () => {
	test("holds exactly what was added, however many and however alike", () => {
		// Few different bytes, so that uids share words and slots.
		const alike = fc.uint8Array({
			minLength: UID_BYTES,
			maxLength: UID_BYTES,
			max: 1,
		});
		fc.assert(
			fc.property(
				fc.array(fc.oneof(uid, alike), { maxLength: 400 }),
				fc.array(fc.oneof(uid, alike), { maxLength: 100 }),
				(added, asked) => {
					const set = new UidSet();
					const model = new Set(added.map(hex));
					set.addAll(Buffer.concat(added));
					expect(set.size).toBe(model.size);
					for (const bytes of [...added, ...asked]) {
						expect(set.has(bytes, 0)).toBe(model.has(hex(bytes)));
					}
				},
			),
		);
	});

	test("takes the uid of zeros like any other", () => {
		const zeros = new Uint8Array(UID_BYTES);
		const set = new UidSet();

		expect(set.has(zeros, 0)).toBe(false);
		set.addAll(zeros);

		expect(set.has(zeros, 0)).toBe(true);
		expect(set.size).toBe(1);
	});

	test("reads uids at any offset of a larger buffer", () => {
		const bytes = Buffer.alloc(3 * UID_BYTES + 1);
		for (let n = 0; n < bytes.length; n++) bytes[n] = n;
		const odd = bytes.subarray(1);
		const set = new UidSet();

		set.addAll(odd.subarray(UID_BYTES, 2 * UID_BYTES));

		expect(set.has(odd, 0)).toBe(false);
		expect(set.has(odd, UID_BYTES)).toBe(true);
		expect(set.has(odd, 2 * UID_BYTES)).toBe(false);
	});
});
