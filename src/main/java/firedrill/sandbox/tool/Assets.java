package firedrill.sandbox.tool;

import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Copies the folders and files of a program's module that the catalogue asks for. */
record Assets(GoToolchain go, Path module, String name, CatalogEntry entry) {
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(10);

  void into(Path folder) throws IOException {
    Path source = moduleFolder();
    for (String asset : entry.assets()) {
      Path from = source.resolve(asset);
      if (!Files.exists(from)) {
        throw new ToolException(
            "module of "
                + name
                + " "
                + entry.version()
                + " has no "
                + asset
                + "; the"
                + " catalogue asks for it under assets");
      }
      copy(from, folder.resolve(asset));
    }
  }

  private Path moduleFolder() throws IOException {
    List<String> command =
        List.of(
            go.program().toString(),
            "list",
            "-mod=readonly",
            "-find",
            "-f",
            "{{.Module.Dir}}",
            entry.goPackage());
    try {
      Command.Result result = Command.run(command, module, go.environment(), DOWNLOAD_TIMEOUT);
      if (!result.ok() || result.out().isBlank()) {
        throw new ToolException(
            "cannot get the module of "
                + name
                + ": "
                + result.err().strip()
                + "\nBehind a proxy set GOPROXY or HTTPS_PROXY.");
      }
      return Path.of(result.out().strip());
    } catch (TimeoutException e) {
      throw new ToolException(
          "cannot get the module of "
              + name
              + ": "
              + e.getMessage()
              + "; behind a proxy set GOPROXY or HTTPS_PROXY",
          e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.toAbsolutePath().getParent());
          // Written, not copied: files of the module cache are read-only.
          Files.write(target, Files.readAllBytes(path));
        }
      }
    }
  }
}
