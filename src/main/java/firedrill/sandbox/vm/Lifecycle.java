package firedrill.sandbox.vm;

/** What libvirt says happened to a machine. */
enum Lifecycle {
  STARTED,
  PAUSED,
  RESUMED,
  STOPPED,
  OTHER
}
