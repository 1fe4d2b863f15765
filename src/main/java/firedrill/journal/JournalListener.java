package firedrill.journal;

import java.nio.file.Path;

/**
 * A view of a journal: the console, the report. Called in the order of the lines, after the line is
 * on disk, on the thread that wrote it; one call at a time. What it throws is logged and does not
 * reach the writer. Found through {@link java.util.ServiceLoader}, one new instance per journal.
 */
public interface JournalListener {

  /** Before the first event. */
  default void opened(Path journal) {}

  void on(Event event);

  /** After the last event. */
  default void closed() {}
}
