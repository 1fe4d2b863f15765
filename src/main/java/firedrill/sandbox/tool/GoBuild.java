package firedrill.sandbox.tool;

import firedrill.files.Trees;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.UnpackedPackages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One {@code go build} of one program. */
record GoBuild(GoToolchain go, Path module, String name, CatalogEntry entry) {
  private static final int TAIL_LINES = 15;

  /** Beside the program: user and system time of its build, whole seconds. */
  static final String CPU_SECONDS = "cpu-seconds";

  /**
   * @param folder where the program is put
   * @param started told the processes to watch, and to close if the build is not wanted any more
   * @throws ToolException with the compiler's last lines and the way out
   */
  void into(Path folder, Consumer<Group> started) throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Map<String, String> environment = new HashMap<>(go.environment());
    // Beside the program, so that what a killed build leaves is cleared with it.
    environment.put("GOTMPDIR", temporary.toString());
    if (entry.goarch() != null) {
      environment.put("GOARCH", entry.goarch());
    }
    environment.put("CGO_ENABLED", entry.withC() ? "1" : "0");
    environment.putAll(unpackedLibraries());
    List<String> command =
        List.of(
            go.program().toString(),
            "build",
            "-trimpath",
            "-mod=readonly",
            "-buildvcs=false",
            "-tags",
            String.join(",", entry.tags()),
            "-ldflags",
            entry.ldflagsLine(),
            "-o",
            folder.resolve(name).toString(),
            entry.goPackage());
    Deque<String> tail = new ArrayDeque<>();
    int status;
    Path times = folder.resolve("times");
    try (Group group = Group.start(command, module, environment, times.toString())) {
      started.accept(group);
      try (BufferedReader lines = group.leader().inputReader()) {
        lines.lines().forEach(line -> keep(tail, line));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      status = group.leader().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while building " + name, e);
    }
    Trees.delete(temporary);
    if (status != 0 || !Programs.isProgram(folder.resolve(name))) {
      throw new ToolException(failure(status, tail));
    }
    Files.writeString(
        folder.resolve(CPU_SECONDS),
        Math.round(CpuTime.ofEnded(Files.readString(times))) + System.lineSeparator());
    Files.delete(times);
  }

  /** Headers and libraries that are unpacked, not installed; the compiler looks there as well. */
  private static Map<String, String> unpackedLibraries() throws IOException {
    Path usr = UnpackedPackages.ofMachine().root().resolve("usr");
    if (!Files.isDirectory(usr.resolve("include"))) {
      return Map.of();
    }
    List<String> search = new ArrayList<>();
    try (Stream<Path> folders = Files.list(usr.resolve("lib"))) {
      folders.filter(Files::isDirectory).sorted().forEach(f -> search.add("\"-L" + f + "\""));
    }
    // The first two words are Go's own default.
    return Map.of(
        "CGO_CFLAGS", "-g -O2 \"-I" + usr.resolve("include") + "\"",
        "CGO_LDFLAGS", "-g -O2 " + String.join(" ", search));
  }

  private static void keep(Deque<String> tail, String line) {
    // Downloads are announced line by line; they would push the error out.
    if (!line.startsWith("go: downloading ")) {
      tail.addLast(line);
      if (tail.size() > TAIL_LINES) {
        tail.removeFirst();
      }
    }
  }

  private String failure(int status, Deque<String> tail) {
    return "building "
        + name
        + " "
        + entry.version()
        + " failed (go build exited "
        + status
        + ", in "
        + module
        + "):\n"
        + String.join("\n", tail.stream().map(l -> "  | " + l).toList())
        + "\nWays out: give a ready program with -Dtool."
        + name
        + "=/path; behind a proxy set GOPROXY or HTTPS_PROXY; if the disk is full, `go clean"
        + " -cache` or another -Dfiredrill.cache=/path. Finished programs are kept: the next run"
        + " goes on from here.";
  }
}
