package firedrill.sandbox.vm;

/** What libvirt says happened to a machine. */
public enum Lifecycle {
  STARTED,
  PAUSED,
  RESUMED,
  STOPPED,
  OTHER
}
