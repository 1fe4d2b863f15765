package firedrill.sandbox.tool;

import firedrill.sandbox.tool.Tool.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One search for programs, in all the places where they may be. */
final class Search {
  private final Catalog catalog;
  private final Host host;
  private final BuildProgress progress;
  private final Map<String, CatalogEntry> wanted = new TreeMap<>();
  private final Map<String, Tool> found = new TreeMap<>();

  /**
   * @throws ToolException if a name is not in the catalogue
   */
  Search(Catalog catalog, Host host, BuildProgress progress, Set<String> names) {
    this.catalog = catalog;
    this.host = host;
    this.progress = progress;
    names.forEach(name -> wanted.put(name, catalog.get(name)));
  }

  /** What is not in the cache yet: its future entry's key, by the program's name. */
  private record Missing(Map<String, String> programs, Map<String, String> assets) {
    Missing() {
      this(new TreeMap<>(), new TreeMap<>());
    }

    List<String> keys() {
      return Stream.concat(programs.values().stream(), assets.values().stream()).toList();
    }

    Set<String> names() {
      Set<String> all = new TreeSet<>(programs.keySet());
      all.addAll(assets.keySet());
      return all;
    }
  }

  /**
   * Builds nothing.
   *
   * @throws ToolException naming what is missing and how to get it
   */
  Map<String, Tool> find() {
    if (isFoundOutsideTheCache(progress::say)) {
      return found;
    }
    Cache cache = cache();
    Set<String> missing = lookIntoCache(cache, release(cache).orElseGet(this::ofToolchain)).names();
    if (!missing.isEmpty()) {
      throw new ToolException(
          "not built yet: "
              + String.join(", ", missing)
              + "; `mvn verify -Pdrill` builds what its"
              + " drills need, outside the sandbox");
    }
    return found;
  }

  /** Builds what is missing. */
  Map<String, Tool> resolve(Disk disk) {
    if (isFoundOutsideTheCache(progress::say)) {
      return found;
    }
    Cache cache = cache();
    GoRelease release = release(cache).orElseGet(this::ofToolchain);
    Missing missing = lookIntoCache(cache, release);
    if (!missing.names().isEmpty()) {
      GoToolchain go = toolchain();
      build(missing.programs(), disk, cache, go);
      missing.assets().forEach((name, key) -> copyAssets(name, key, cache, go));
      missing.keys().forEach(key -> cache.uses().remember(key, catalog.checkout()));
    }
    release.remember(cache);
    return found;
  }

  /** Those that {@link #resolve} would have to build or to copy from their module. */
  Set<String> unbuilt() {
    if (isFoundOutsideTheCache(passedOver -> {})) {
      return Set.of();
    }
    Cache cache = cache();
    return release(cache)
        .map(release -> lookIntoCache(cache, release).names())
        .orElseGet(wanted::keySet);
  }

  /** Keys of what is found in the cache, or would be once it is made. */
  Set<String> keys() {
    Cache cache = cache();
    Set<String> keys = new TreeSet<>();
    release(cache)
        .ifPresent(
            release ->
                wanted.forEach(
                    (name, entry) -> {
                      String key = Key.of(name, entry, catalog.module(entry), release);
                      keys.add(key);
                      if (!entry.assets().isEmpty()) {
                        keys.add(assets(key));
                      }
                    }));
    return keys;
  }

  private static String assets(String key) {
    return "assets-" + key;
  }

  /** Of the Go that is here, else of the one that filled the cache. */
  private Optional<GoRelease> release(Cache cache) {
    return host.programs().find("go").isPresent()
        ? Optional.of(ofToolchain())
        : GoRelease.remembered(cache);
  }

  private GoRelease ofToolchain() {
    return toolchain().release();
  }

  /** Programs with files of their module beside them need the cache in any case. */
  private boolean isFoundOutsideTheCache(Consumer<String> passedOver) {
    Finder finder = new Finder(host, passedOver);
    wanted.forEach((name, entry) -> finder.find(name, entry).ifPresent(t -> found.put(name, t)));
    return found.keySet().equals(wanted.keySet())
        && wanted.values().stream().allMatch(entry -> entry.assets().isEmpty());
  }

  private Missing lookIntoCache(Cache cache, GoRelease release) {
    Missing missing = new Missing();
    wanted.forEach(
        (name, entry) -> {
          String key = Key.of(name, entry, catalog.module(entry), release);
          if (!found.containsKey(name)) {
            found.put(name, inCache(name, entry, key, cache, missing));
          }
          if (!entry.assets().isEmpty()) {
            found.computeIfPresent(name, (n, t) -> withAssets(t, assets(key), cache, missing));
          }
        });
    return missing;
  }

  private Tool inCache(String name, CatalogEntry entry, String key, Cache cache, Missing missing) {
    boolean there = cache.use(key, catalog.checkout());
    if (!there) {
      missing.programs().put(name, key);
    }
    Path path = cache.entry(key).resolve(name);
    Origin origin = there ? Origin.CACHE : Origin.BUILT;
    return new Tool(name, path, entry.version(), origin, Optional.empty());
  }

  private Tool withAssets(Tool tool, String key, Cache cache, Missing missing) {
    if (!cache.use(key, catalog.checkout())) {
      missing.assets().put(tool.name(), key);
    }
    return new Tool(
        tool.name(), tool.path(), tool.version(), tool.origin(), Optional.of(cache.entry(key)));
  }

  private void build(Map<String, String> missing, Disk disk, Cache cache, GoToolchain go) {
    if (missing.isEmpty()) {
      return;
    }
    missing.keySet().forEach(name -> go.mustBuild(name, catalog.module(wanted.get(name))));
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

  private void copyAssets(String name, String key, Cache cache, GoToolchain go) {
    CatalogEntry entry = wanted.get(name);
    Assets assets = new Assets(go, catalog.module(entry), name, entry);
    Toolbox.keep(cache, progress, key, assets::into);
  }

  private Cache cache() {
    return Cache.open(host.properties(), host.environment());
  }

  private GoToolchain toolchain() {
    return GoToolchain.find(host.programs(), host.environment());
  }
}
