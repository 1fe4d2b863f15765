package firedrill.sandbox.tool;

import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.UnpackedPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One small script per program of unpacked packages. It starts the program with the libraries of
 * the packages, which only that program gets to see, and tells nbdkit, which knows its plug-ins by
 * an absolute folder, where they are.
 */
record PackagePrograms(UnpackedPackages unpacked) {

  private static final List<String> FOLDERS = List.of("usr/bin", "bin", "usr/sbin", "sbin");

  private static final String NBDKIT =
      """
      for word in "$@"; do
        shift
        case $word in
          --filter=*[!a-z0-9-]*) ;;
          --filter=*) word=--filter=$plugins/filters/nbdkit-${word#--filter=}-filter.so ;;
          -* | *[!a-z0-9-]*) ;;
          *) [ ! -e "$plugins/plugins/nbdkit-$word-plugin.so" ] || word=$plugins/plugins/nbdkit-$word-plugin.so ;;
        esac
        set -- "$@" "$word"
      done
      """;

  /** Writes those that are missing; each appears whole. */
  void write() throws IOException {
    Files.createDirectories(unpacked.programs());
    for (String folder : FOLDERS) {
      Path from = unpacked.root().resolve(folder);
      if (!Files.isDirectory(from)) {
        continue;
      }
      try (Stream<Path> programs = Files.list(from)) {
        for (Path program : (Iterable<Path>) programs::iterator) {
          if (Programs.isProgram(program)) {
            write(program);
          }
        }
      }
    }
  }

  private void write(Path program) throws IOException {
    String name = program.getFileName().toString();
    List<Path> libraries = libraries();
    StringBuilder script = new StringBuilder("#!/bin/sh\n");
    script
        .append("LD_LIBRARY_PATH=")
        .append(quoted(libraries.stream().map(Path::toString).collect(Collectors.joining(":"))))
        .append("\nexport LD_LIBRARY_PATH\n");
    if (name.equals("nbdkit")) {
      for (Path library : libraries) {
        if (Files.isDirectory(library.resolve("nbdkit"))) {
          script.append("plugins=").append(quoted(library.resolve("nbdkit").toString()));
          script.append('\n').append(NBDKIT);
        }
      }
    }
    script.append("exec ").append(quoted(program.toString())).append(" \"$@\"\n");
    Path aside = Files.createTempFile(unpacked.folder(), name, null);
    Files.writeString(aside, script);
    Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(aside, unpacked.programs().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Debian's folders carry the architecture's name, for example {@code x86_64-linux-gnu}. */
  private List<Path> libraries() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of("usr/lib", "lib")) {
      Path libraries = unpacked.root().resolve(folder);
      if (Files.isDirectory(libraries)) {
        try (Stream<Path> all = Files.list(libraries)) {
          all.filter(f -> f.getFileName().toString().contains("-linux-gnu"))
              .sorted()
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
