package firedrill;

import java.util.List;
import java.util.stream.Stream;

/** What the packages are to each other. */
final class Layers {

  /** From the ground up; each may use what is before it. */
  static final List<List<String>> LAYERS =
      List.of(
          List.of("firedrill.guard.."),
          List.of("firedrill.sandbox.."),
          List.of("firedrill.ground"),
          List.of("firedrill.component.."),
          List.of("firedrill.lab.."),
          List.of("firedrill.recovery..", "firedrill.fault..", "firedrill.integrity.."),
          List.of("firedrill.junit.."),
          List.of("drills.."));

  static final List<String> LEAVES =
      List.of("firedrill.journal..", "firedrill.plan..", "firedrill.verdict..");

  static final List<String> CLAIMS = List.of("firedrill.claims..");

  /** Beside or inside the layers. */
  static final List<String> OTHERS =
      List.of(
          "firedrill.sandbox",
          "firedrill.sandbox.machine..",
          "firedrill.sandbox.process..",
          "firedrill.sandbox.tool..",
          "firedrill.sandbox.vm..",
          "firedrill.rescue..",
          "firedrill.report..",
          "firedrill.cli..",
          "firedrill.files..");

  /** What there is while a lab runs, and on the real day is not. */
  static final List<String> RUNNING =
      List.of(
          "firedrill.ground",
          "firedrill.lab..",
          "firedrill.recovery..",
          "firedrill.fault..",
          "firedrill.integrity..",
          "firedrill.junit..");

  static final List<String> PROVIDERS = List.of("firedrill.provider..");

  /** What only providers know: each other, and what the default sandbox is made of. */
  static final List<String> HIDDEN =
      List.of("firedrill.sandbox.local..", "firedrill.sandbox.k3d..", "firedrill.provider..");

  /** All packages of the harness but the hidden ones. */
  static List<String> seeing() {
    return Stream.of(
            LAYERS.stream().flatMap(List::stream).filter(p -> !p.startsWith("firedrill.sandbox")),
            LEAVES.stream(),
            CLAIMS.stream(),
            OTHERS.stream())
        .flatMap(all -> all)
        .filter(p -> !p.startsWith("drills"))
        .toList();
  }

  private Layers() {}
}
