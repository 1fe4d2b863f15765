package firedrill.sandbox.tool;

/** A program cannot be had. The message is complete: what is wrong and what to do about it. */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ToolException(String message) {
    super(message);
  }

  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
