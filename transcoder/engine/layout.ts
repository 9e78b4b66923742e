// Where everything lies in the engine's memory: read by the engine, which is compiled to
// WebAssembly, and by the code around it. Plain numbers, so that both can.
//
// Invariant: between two regions lie at least SLACK bytes that nobody keeps anything in,
// because copies and searches go 16 bytes at a time past the end of what is meant.

export const SLACK = 64;

/** A header with more columns is left to the reference. */
export const MOST_COLUMNS = 1024;
export const MOST_SLOTS = 4096;

// Variables: i32 but where it says otherwise.

/** Of the bytes of CSV: the first that is not passed, and the end. Of a page, too. */
export const START = 64;
export const END = 68;
/** Of the row that was scanned: where it ended, and how many cells it has. */
export const NEXT = 72;
export const CELLS = 76;
/** How many of its cells have doubled quotes. */
export const ESCAPED_COUNT = 80;
/** 1 when bytes of CSV may not be UTF-8, or rows are to be skipped: each row is shown to the caller first. */
export const SHOW_ROWS = 84;
/** Rows written since the caller has set it to 0; rows of the last page. */
export const ROWS = 88;
/** 1 between the beginning of a scanned row and its end. */
export const IN_ROW = 92;
/** Where the row in work goes on, and with which operation. */
export const PHASE = 96;
export const OPERATION = 100;
/** Of the batch: records, and bytes. */
export const COUNT = 104;
export const LENGTH = 108;
export const MOST_RECORDS = 112;
/** Whose slots are set. */
export const RECORD = 116;
/** Where the attributes of the row in work end. */
export const ATTRIBUTES_END = 120;
/** The verdict on the row in work. */
export const OUTCOME = 132;
export const SEVERITY = 136;
export const REASON = 140;
export const REASON_LENGTH = 144;
export const BODY_LENGTH = 148;
/** The column whose cell is the row's uid; -1 for the digits of its digest. */
export const UID_COLUMN = 152;
/** The slot of the memo that was asked last. */
export const MEMO_SLOT = 156;
/** Longer rows are shown to the caller. */
export const LONGEST_ROW = 160;
/** 1 when `TRACE_ID` is the row's. */
export const TRACED = 164;
/** f64: when the row's event happened. */
export const SECONDS = 168;
export const NANOSECONDS = 176;
/** f64: the second with which the hour in `HOUR` begins. */
export const HOUR_SECONDS = 184;
/** The first 14 bytes of a time in that hour. */
export const HOUR = 192;
export const TRACE_ID = 256;
/** Where the rows end that are held. */
export const HELD_END = 272;
/** Not 0 when the last page may have bytes that are not ASCII. */
export const NOT_ASCII = 276;

// The program: what a header was compiled to. Numbers and pointers, i32.

export const COLUMNS = 512;
export const TIME_COLUMN = 516;
export const OPERATIONS = 520;
export const OPERATION_COUNT = 524;
export const JUDGED = 528;
export const JUDGED_COUNT = 532;
/** What the memo is asked for verdicts. */
export const JUDGEMENT = 536;
/** The attributes that all rows share, and those of them that are asked for later. */
export const FIRST = 540;
export const FIRST_LENGTH = 544;
export const FIRST_NOTES = 548;
export const FIRST_NOTE_COUNT = 552;
export const UID_SLOT = 556;
/** The slot with a request's id, -1 for none; and 1 when records don't have it. */
export const REQUEST_SLOT = 560;
export const HIDES_REQUEST = 564;
/** 1 when records have the raw row. */
export const HAS_RAW = 568;
/** Pairs of pointer and length, by severity. */
export const SEVERITIES = 572;
/** Templates by outcome: pointer, and count or -1 for one that the caller renders. */
export const BODIES = 576;
/** What each record ends with. */
export const RECORD_END = 580;
export const RECORD_END_LENGTH = 584;
/** What is hashed: names with their lengths, by column in the order of the names. */
export const IDENTITY_PARTS = 588;
export const IDENTITY_COUNT = 592;
export const IDENTITY_PREFIX_LENGTH = 596;
/** What a row of a page is made of, and what comes before. */
export const MEMBERS = 600;
export const MEMBERS_END = 604;
export const ATTRIBUTES_KEY = 608;
export const ATTRIBUTES_KEY_LENGTH = 612;

/** By column, where its cell begins and ends. */
export const STARTS = 1024;
export const ENDS = STARTS + 4 * MOST_COLUMNS;
export const ESCAPED = ENDS + 4 * MOST_COLUMNS;
/** Of each slot: its key (pointer, length), whether it is watched, and the record in which it was set with where it begins, its AnyValue, and its end. */
export const SLOTS = ESCAPED + 4 * MOST_COLUMNS;
export const SLOT_SIZE = 32;
export const SLOT_KEY = 0;
export const SLOT_KEY_LENGTH = 4;
export const SLOT_WATCHED = 8;
export const SLOT_SET_IN = 12;
export const SLOT_START = 16;
export const SLOT_VALUE = 20;
export const SLOT_END = 24;

/** An operation: what is done with the cell of a column. */
export const OP_SIZE = 56;
export const OP_HOW = 0;
/** Columns: how many, where their numbers are, and the first. */
export const OP_COLUMN = 4;
export const OP_COLUMNS = 8;
export const OP_COLUMN_COUNT = 12;
/** -1 for an attribute that records don't have. */
export const OP_SLOT = 16;
export const OP_ALSO = 20;
/** Values that are as good as none: pairs of pointer and length. */
export const OP_DROP = 24;
export const OP_DROP_COUNT = 28;
/** Slots that others set, too. */
export const OP_CONTENDED = 32;
export const OP_CONTENDED_COUNT = 36;
/** What the memo is asked. */
export const OP_QUESTION = 40;

export const HOW_COPY = 0;
export const HOW_ID = 1;
export const HOW_INTEGER = 2;
export const HOW_NANOSECONDS = 3;
export const HOW_DECIMAL = 4;
export const HOW_ASK = 5;

/** A part of a body: slots it asks for, whether it asks for the reason, and texts (pointer, length). */
export const PART_SIZE = 36;
export const PART_SLOTS = 0;
export const PART_SLOT_COUNT = 4;
export const PART_REASON = 8;
export const PART_BEFORE = 12;
export const PART_AFTER = 20;
export const PART_OTHERWISE = 28;

/** A part of what is hashed: column, name (pointer, length). */
export const IDENTITY_SIZE = 12;

/** A field of a page's rows, or a relationship, whose own members come next: its key, how many cells it is, how many members come next. */
export const MEMBER_SIZE = 16;
export const MEMBER_KEY = 0;
export const MEMBER_KEY_LENGTH = 4;
export const MEMBER_COLUMNS = 8;
export const MEMBER_INNER = 12;

/**
 * What the memo keeps of a cell: numbers, then the encoded attributes, then the reason.
 * The numbers are how many of the attributes are watched, of each of these its slot,
 * start, value and end, how long the attributes are, and the verdict where the cell was
 * judged.
 */
export const CONTENT_WATCHED = 0;
export const CONTENT_NOTES = 4;
export const MOST_WATCHED = 4;
export const NOTE_SIZE = 16;
export const CONTENT_LENGTH = 80;
export const CONTENT_OUTCOME = 84;
export const CONTENT_SEVERITY = 88;
export const CONTENT_REASON_LENGTH = 92;
export const CONTENT_ATTRIBUTES = 96;

// Regions.

const KIB = 1024;

/** Everything that the program points to. */
export const IMAGE = SLOTS + SLOT_SIZE * MOST_SLOTS + SLACK;
export const IMAGE_SIZE = 128 * KIB;
/** The members, and their keys. */
export const LIST_IMAGE = IMAGE + IMAGE_SIZE + SLACK;
export const LIST_IMAGE_SIZE = 64 * KIB;
export const POWERS = LIST_IMAGE + LIST_IMAGE_SIZE + SLACK;
export const POWER_COUNT = 16;
/** Question and entry of each slot; -1 is no question. */
export const MEMO = POWERS + 8 * POWER_COUNT;
export const MEMO_SLOTS = 4096;
export const MEMO_ARENA = MEMO + 8 * MEMO_SLOTS + SLACK;
export const MEMO_ARENA_SIZE = 768 * KIB;
/** A reason that the memo doesn't keep. */
export const SCRATCH = MEMO_ARENA + MEMO_ARENA_SIZE + SLACK;
export const SCRATCH_SIZE = 128 * KIB;
export const ATTRIBUTES = SCRATCH + SCRATCH_SIZE + SLACK;
export const ATTRIBUTES_SIZE = 1280 * KIB;
/** So much is left to keys, cells and the raw row; what was remembered gets no more than the rest. */
export const ATTRIBUTES_KEPT_FREE = 896 * KIB;
export const BODY = ATTRIBUTES + ATTRIBUTES_SIZE + SLACK;
export const BODY_SIZE = 128 * KIB;
export const IDENTITY = BODY + BODY_SIZE + SLACK;
export const IDENTITY_SIZE_MOST = 256 * KIB;
/** Records. */
export const BATCH = IDENTITY + IDENTITY_SIZE_MOST + SLACK;
/** A batch of so many bytes is full: two requests of the default size, and their last records. */
export const FULL_BYTES = 1_990_000;
export const BATCH_SIZE = FULL_BYTES + ATTRIBUTES_SIZE + BODY_SIZE + 4 * KIB;
/** A batch has no more records. */
export const MOST_BATCH_RECORDS = 4 * KIB;
export const UIDS = BATCH + BATCH_SIZE + SLACK;
export const RECORD_ENDS = UIDS + 16 * MOST_BATCH_RECORDS;
export const HOURS = RECORD_ENDS + 4 * MOST_BATCH_RECORDS;
/** Bytes of CSV, or rows that are held and behind them a page, to the end of the memory. */
export const INPUT = HOURS + 4 * MOST_BATCH_RECORDS + SLACK;

/** Longer rows take the reference way, so that nothing but the input grows with a row. */
export const LARGEST_ROW = 64 * KIB;

// What the engine answers.

/** The row is a record. */
export const DONE = 0;
/** More bytes are needed. */
export const INCOMPLETE = 1;
/** The row at START has a quote where RFC 4180 allows none. */
export const ODD = 2;
/** The batch is full. */
export const FULL = 3;
/** The row was scanned, and is the caller's. */
export const ROW = 4;
/** The caller is to fill in what is missing, and to call again: the time, */
export const ASK_TIME = 5;
/** the verdict, */
export const ASK_VERDICT = 6;
/** what becomes of the operation's cells, */
export const ASK_CELLS = 7;
/** the raw row, */
export const ASK_RAW = 8;
/** the request id's absence, */
export const ASK_TO_HIDE = 9;
/** the body. */
export const ASK_BODY = 10;
/** There is no room for the row's attributes. */
export const TOO_LARGE = 11;
