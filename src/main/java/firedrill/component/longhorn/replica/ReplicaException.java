package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.file.Path;

/** A named problem of a replica directory; the message says which file, what, and what to do. */
public final class ReplicaException extends IOException {

  private final Problem problem;
  private final transient Path file;

  public ReplicaException(Problem problem, Path file, String text) {
    this(problem, file, text, null);
  }

  public ReplicaException(Problem problem, Path file, String text, Throwable cause) {
    // Parts of it come from files that anybody may have written.
    super(Printable.of(file + ": " + text), cause);
    this.problem = problem;
    this.file = file;
  }

  /** The same, with more to say. */
  ReplicaException and(String more) {
    String text = getMessage().substring((file + ": ").length());
    return new ReplicaException(problem, file, text + more, this);
  }

  public Problem problem() {
    return problem;
  }

  public Path file() {
    return file;
  }
}
