package firedrill.sandbox.local.agent;

/** A sidecar is an init container with restartPolicy Always. */
enum ContainerKind {
  INIT,
  SIDECAR,
  REGULAR
}
