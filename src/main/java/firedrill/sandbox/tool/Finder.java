package firedrill.sandbox.tool;

import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.tool.Tool.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for a program that somebody has already put on this machine. */
final class Finder {
  private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(30);

  private final Host host;
  private final Consumer<String> notes;

  Finder(Host host, Consumer<String> notes) {
    this.host = host;
    this.notes = notes;
  }

  /**
   * The program named by {@code -Dtool.<name>}, by the catalogue's variable or on {@code PATH}.
   *
   * @throws ToolException if an explicit path is not a program
   */
  Optional<Tool> find(String name, CatalogEntry entry) {
    return explicit(name, entry).or(() -> inEnvironment(name, entry)).or(() -> onPath(name, entry));
  }

  private Optional<Tool> explicit(String name, CatalogEntry entry) {
    String property = "tool." + name;
    String value = host.properties().get(property);
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    Path path = Path.of(value).toAbsolutePath();
    if (!Programs.isProgram(path)) {
      throw new ToolException(
          "-D"
              + property
              + "="
              + value
              + " is not "
              + (Files.exists(path) ? "an executable file" : "there")
              + "; correct it, or leave it out and the program is looked for or built");
    }
    return Optional.of(chosen(name, path, Origin.EXPLICIT, entry));
  }

  private Optional<Tool> inEnvironment(String name, CatalogEntry entry) {
    String folder =
        entry.environment() == null ? null : host.environment().get(entry.environment());
    if (folder == null || folder.isBlank()) {
      return Optional.empty();
    }
    Path path = Path.of(folder, name).toAbsolutePath();
    if (!Programs.isProgram(path)) {
      notes.accept(entry.environment() + " is set, but " + path + " is not an executable file");
      return Optional.empty();
    }
    return Optional.of(chosen(name, path, Origin.ENVIRONMENT, entry));
  }

  private Optional<Tool> onPath(String name, CatalogEntry entry) {
    for (Path path : host.programs().all(name)) {
      Optional<String> version = version(path, entry);
      if (version.isEmpty()) {
        notes.accept("skipped " + path + ": it does not tell its version");
      } else if (!Version.of(version.get()).atLeast(Version.of(entry.minimum()))) {
        notes.accept(
            "skipped " + path + ": " + version.get() + " is older than " + entry.minimum());
      } else {
        return Optional.of(new Tool(name, path, version.get(), Origin.PATH, Optional.empty()));
      }
    }
    return Optional.empty();
  }

  private Tool chosen(String name, Path path, Origin origin, CatalogEntry entry) {
    Optional<String> version = version(path, entry);
    Version minimum = Version.of(entry.minimum());
    // Whoever names a program means it: an old one is only remarked upon.
    if (version.isEmpty() || !Version.of(version.get()).atLeast(minimum)) {
      notes.accept(
          path
              + " has version "
              + version.orElse("unknown")
              + "; the drills were made with "
              + minimum
              + " or newer");
    }
    return new Tool(name, path, version.orElse("unknown"), origin, Optional.empty());
  }

  private Optional<String> version(Path path, CatalogEntry entry) {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(entry.versionArgs());
    try {
      Command.Result result =
          Command.run(
              command,
              Path.of("/"),
              Map.of("PATH", "/usr/bin:/bin", "HOME", "/nonexistent", "LC_ALL", "C"),
              VERSION_TIMEOUT);
      Matcher matcher = Pattern.compile(entry.versionPattern()).matcher(result.output());
      return matcher.find() ? numbers(matcher.group(1)) : Optional.empty();
    } catch (IOException | TimeoutException e) {
      notes.accept(path + " did not answer: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<String> numbers(String text) {
    try {
      return Optional.of(Version.of(text).text());
    } catch (IllegalArgumentException notAVersion) {
      return Optional.empty();
    }
  }
}
