package firedrill.integrity;

import java.io.IOException;

/** The ledger file was altered after it was written: nothing it says can be believed. */
final class LedgerTampered extends IOException {
  private static final long serialVersionUID = 1L;

  LedgerTampered(long line, String what, Throwable cause) {
    super("ledger line " + line + ": " + what + "; keep the file as evidence, run again", cause);
  }
}
