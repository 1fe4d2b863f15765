package firedrill.sandbox.tool;

import firedrill.files.Trees;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.UnpackedPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fetches Debian packages with the machine's own {@code apt-get}, which resolves them against what
 * is installed and checks their sums, and unpacks them into the cache. Needs no root and changes
 * nothing of the system: apt's lists and archives are private, no maintainer script runs.
 */
public final class DebianPackages {

  /** Those that work unpacked. */
  private static final Set<String> FETCHABLE =
      Set.of(
          "iproute2",
          "nftables",
          "nbdkit",
          "libnbd-bin",
          "fuse2fs",
          "fuse3",
          "e2fsprogs",
          "libqcow-dev",
          "zlib1g-dev",
          "libvirt0",
          "qemu-utils",
          "jq",
          "postgresql-client");

  private static final List<String> PROXIES =
      List.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final UnpackedPackages unpacked;
  private final Host host;
  private final Consumer<String> progress;

  DebianPackages(UnpackedPackages unpacked, Host host, Consumer<String> progress) {
    this.unpacked = unpacked;
    this.host = host;
    this.progress = progress;
  }

  /** For this machine and this user's cache. */
  public static DebianPackages ofMachine(Consumer<String> progress) {
    return new DebianPackages(UnpackedPackages.ofMachine(), Host.ofProcess(), progress);
  }

  /** Those of the packages that can be used without being installed. */
  public static List<String> fetchable(Collection<String> packages) {
    return packages.stream().filter(FETCHABLE::contains).distinct().toList();
  }

  /** Whether this machine has what fetches and unpacks. */
  public boolean possible() {
    return host.programs().find("apt-get").isPresent() && host.programs().find("dpkg").isPresent();
  }

  /**
   * Fetches and unpacks them with what they need and is not installed.
   *
   * @throws ToolException with apt's or dpkg's own words
   */
  @SuppressWarnings("try") // the lock is held, not used
  public void fetch(List<String> packages) {
    Path folder = unpacked.folder();
    Path archives = folder.resolve("archives");
    progress.accept("fetching " + String.join(", ", packages) + " once, into " + folder);
    try {
      Files.createDirectories(folder);
      try (EntryLock lock =
          EntryLock.take(
              folder.resolve("lock"),
              holder -> progress.accept("waiting for another run that fetches (" + holder + ")"))) {
        Files.createDirectories(folder.resolve("lists/partial"));
        Files.createDirectories(archives.resolve("partial"));
        Files.createDirectories(unpacked.root());
        String warned = apt("update", List.of());
        install(packages, warned);
        unpack(archives);
        new PackagePrograms(unpacked).write();
        Trees.delete(archives);
        Trees.delete(folder.resolve("lists"));
      }
    } catch (IOException e) {
      throw new ToolException("cannot unpack packages into " + folder + ": " + e, e);
    }
  }

  /** Without a network apt's update ends well, and what it warned of is the reason. */
  private void install(List<String> packages, String warned) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("--yes", "--no-install-recommends", "--download-only"));
    words.addAll(packages);
    try {
      apt("install", words);
    } catch (ToolException e) {
      throw warned.isEmpty()
          ? e
          : new ToolException("apt-get update warned: " + warned + "; then " + e.getMessage(), e);
    }
  }

  private void unpack(Path archives) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(archives)) {
      files = all.filter(f -> f.toString().endsWith(".deb")).sorted().toList();
    }
    for (Path file : files) {
      run("dpkg -x", List.of(program("dpkg"), "-x", file.toString(), unpacked.root().toString()));
    }
  }

  /**
   * @return what it said
   */
  private String apt(String verb, List<String> words) throws IOException {
    Path folder = unpacked.folder();
    List<String> command =
        new ArrayList<>(
            List.of(
                program("apt-get"),
                "-qq",
                "-o",
                "Dir::State::Lists=" + folder.resolve("lists"),
                "-o",
                "Dir::Cache::Archives=" + folder.resolve("archives"),
                "-o",
                "Dir::Cache::pkgcache=",
                "-o",
                "Dir::Cache::srcpkgcache=",
                "-o",
                "Debug::NoLocking=1",
                // As root it would fetch as a user who may not read the cache.
                "-o",
                "APT::Sandbox::User=root"));
    command.add(verb);
    command.addAll(words);
    return run("apt-get " + verb, command);
  }

  private String run(String what, List<String> command) throws IOException {
    Map<String, String> environment = new TreeMap<>(Map.of("LC_ALL", "C"));
    environment.put("PATH", Programs.SEARCH_PATH);
    PROXIES.stream()
        .filter(host.environment()::containsKey)
        .forEach(name -> environment.put(name, host.environment().get(name)));
    try {
      Command.Result result = Command.run(command, unpacked.folder(), environment, LIMIT);
      String said = result.output().strip().replace("\n", "; ");
      if (!result.ok()) {
        throw new ToolException(what + " failed: " + said);
      }
      return said;
    } catch (TimeoutException e) {
      throw new ToolException(command.get(0) + " does not end: " + e.getMessage(), e);
    }
  }

  private String program(String name) {
    return host.programs()
        .find(name)
        .orElseThrow(() -> new ToolException(name + " is not on this machine"))
        .toString();
  }
}
