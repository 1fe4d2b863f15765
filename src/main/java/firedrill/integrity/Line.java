package firedrill.integrity;

/** One side of an entry; amounts in cents, exactly one of them positive. */
public record Line(String account, long debit, long credit) {}
