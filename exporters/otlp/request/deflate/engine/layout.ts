// Where everything lies in the encoder's memory: read by the engine, which is compiled to
// WebAssembly, and by the code around it. Plain numbers, so that both can. All of it but
// input and output fits a second-level cache.
//
// Invariant: between two regions lie at least SLACK bytes that nobody keeps anything in.
// Loads go up to 16 bytes past either end of the input, and stores of the output up to
// 8 bytes past its end.

export const SLACK = 64;

/** Counts and codes of a block's symbols, `u32` each: see codes.ts. Below lies what the compiler keeps. */
export const LITERAL_COUNTS = 0x800;
export const DISTANCE_COUNTS = LITERAL_COUNTS + 288 * 4 + SLACK;
export const LITERAL_CODES = DISTANCE_COUNTS + 32 * 4 + SLACK;
export const DISTANCE_CODES = LITERAL_CODES + 288 * 4 + SLACK;
/** Of each length of a match its code with its extra bits, `u32`. */
export const LENGTH_CODES = DISTANCE_CODES + 32 * 4 + SLACK;
/** Of each length its symbol (`u16`), its extra bits and how many those are (`u8`). */
export const LENGTH_SYMBOLS = LENGTH_CODES + 260 * 4 + SLACK;
export const LENGTH_EXTRA = LENGTH_SYMBOLS + 260 * 2 + SLACK;
export const LENGTH_EXTRA_BITS = LENGTH_EXTRA + 260 + SLACK;

/** Lengths of codes, `u8` each, those of distances right behind those of literals. */
export const CODE_LENGTHS = LENGTH_EXTRA_BITS + 260 + SLACK;
/** The same as runs, `u16` each, and the code for those. */
export const RUNS = CODE_LENGTHS + 320 + SLACK;
export const RUN_COUNTS = RUNS + 320 * 2 + SLACK;
export const RUN_LENGTHS = RUN_COUNTS + 20 * 4 + SLACK;
export const RUN_CODES = RUN_LENGTHS + 20 + SLACK;
/** For making a code. */
export const SORTED = RUN_CODES + 20 * 4 + SLACK;
export const DEPTHS = SORTED + 288 * 4 + SLACK;
export const OF_LENGTH = DEPTHS + 288 * 4 + SLACK;
export const NEXT_CODE = OF_LENGTH + 16 * 4 + SLACK;

/** `u8` of each byte: one where a word may begin behind it. */
export const SEPARATORS = 0x3000;
/** Hash tables of positions, `i32` each: see matches.ts. */
export const TABLE_BITS = 11;
const TABLE_BYTES = 4 << TABLE_BITS;
export const SAME_FIELD = SEPARATORS + 256 + SLACK;
export const SAME_SIZE = SAME_FIELD + TABLE_BYTES;
export const SAME_KEY = SAME_SIZE + TABLE_BYTES;
export const SAME_WORD = SAME_KEY + TABLE_BYTES;
export const TABLES_END = SAME_WORD + TABLE_BYTES;
/** How often in a row no word was found in the values of a key, `u8` each. */
export const IN_VAIN = TABLES_END + SLACK;

/** What LZ77 makes of a block: see sequences.ts. */
export const SEQUENCE_BYTES = 8;
/** More than a request of a megabyte has. */
export const MAX_SEQUENCES = 24_576;
export const SEQUENCES = 0x10000;

/** Of as many bytes as there is room for; the output is behind it. */
export const INPUT = SEQUENCES + MAX_SEQUENCES * SEQUENCE_BYTES + SLACK;
