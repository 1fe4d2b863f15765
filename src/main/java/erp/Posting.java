package erp;

/** One side of an entry; amounts in cents, exactly one of them positive. */
record Posting(String account, long debit, long credit) {}
