package firedrill.sandbox.local.controlplane;

import java.nio.file.Path;

/** The control plane's executables. */
public record Executables(Path etcd, Path apiServer, Path controllerManager, Path scheduler) {}
