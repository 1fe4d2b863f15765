package firedrill.sandbox.local.agent;

/** Not known yet; the pod is looked at again when it is. Nothing to report. */
final class PendingException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PendingException(String what) {
    super(what, null, false, false);
  }
}
