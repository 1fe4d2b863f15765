package firedrill.component;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.Startup;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The components of a lab, each after those it needs. */
public final class Assembly {

  private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

  /** In an order in which they can start. */
  private final Map<Component<?>, List<Component<?>>> needs = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException when a need is met by none of them or by several, when they
   *     need each other in a circle, or when two have one name
   */
  public Assembly(List<Component<?>> components) {
    Set<String> names = new LinkedHashSet<>();
    for (Component<?> component : components) {
      if (!names.add(component.name())) {
        throw new IllegalArgumentException("two components are called " + component.name());
      }
    }
    for (Component<?> component : components) {
      place(component, components, new LinkedHashSet<>());
    }
  }

  private void place(Component<?> one, List<Component<?>> all, Set<Component<?>> waiting) {
    if (needs.containsKey(one)) {
      return;
    }
    if (!waiting.add(one)) {
      throw new IllegalArgumentException(
          "these need each other: " + waiting.stream().map(Component::name).toList());
    }
    List<Component<?>> before = new ArrayList<>();
    for (Class<?> need : one.needs()) {
      Component<?> met = meeting(need, one, all);
      place(met, all, waiting);
      if (!before.contains(met)) {
        before.add(met);
      }
    }
    waiting.remove(one);
    needs.put(one, before);
  }

  private static Component<?> meeting(Class<?> need, Component<?> of, List<Component<?>> all) {
    List<Component<?>> met = new ArrayList<>();
    for (Component<?> candidate : all) {
      if (need.isAssignableFrom(candidate.type())) {
        met.add(candidate);
      }
    }
    if (met.size() != 1) {
      throw new IllegalArgumentException(
          "%s needs one %s; the lab has %s"
              .formatted(
                  of.name(),
                  need.getSimpleName(),
                  met.isEmpty() ? "none" : met.stream().map(Component::name).toList()));
    }
    return met.get(0);
  }

  /** All programs, by their names in the catalogue. */
  public Set<String> programs() {
    Set<String> all = new TreeSet<>();
    needs.keySet().forEach(c -> all.addAll(c.programs()));
    return all;
  }

  /** What the sandbox must be able to do for one of them. */
  public Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    needs.keySet().forEach(c -> all.addAll(c.capabilities()));
    return all;
  }

  /** What they ask of the machines together. */
  public GroundSpec ask(GroundSpec spec) {
    GroundSpec asked = spec;
    for (Component<?> component : needs.keySet()) {
      asked = component.ask(asked);
    }
    return asked;
  }

  /** What they say of themselves, by name, in the order in which they can start. */
  public Map<String, List<Reality>> reality() {
    Map<String, List<Reality>> all = new LinkedHashMap<>();
    needs.keySet().forEach(c -> all.put(c.name(), c.reality()));
    return all;
  }

  /**
   * Adds their starts.
   *
   * @param into filled as they start
   */
  public void addTo(Startup startup, GroundSpec spec, Ground ground, Chance chance, Started into) {
    needs.forEach(
        (component, before) -> add(startup, component, before, spec, ground, chance, into));
  }

  private static <T> void add(
      Startup startup,
      Component<T> component,
      List<Component<?>> before,
      GroundSpec spec,
      Ground ground,
      Chance chance,
      Started into) {
    Site site = new Site(component, ground, spec, chance, into);
    startup.add(
        component.name(),
        () -> into.put(component, component.start(site)),
        before.stream().map(Component::name).toArray(String[]::new));
  }

  /** Where one of them tells its figures, by target; empty when there is none of that name. */
  public Map<String, MetricsTarget> metrics(String component, Started started) {
    return needs.keySet().stream()
        .filter(c -> c.name().equals(component))
        .findFirst()
        .map(c -> metrics(c, started))
        .orElse(Map.of());
  }

  private static <T> Map<String, MetricsTarget> metrics(Component<T> component, Started started) {
    return started.of(component).map(component::metrics).orElse(Map.of());
  }

  /** Has every component that has started save its evidence; one that cannot costs no other. */
  public void collect(Started started, Path into) {
    needs.keySet().forEach(c -> collect(c, started, into));
  }

  private static <T> void collect(Component<T> component, Started started, Path into) {
    Optional<T> running = started.of(component);
    if (running.isEmpty()) {
      return;
    }
    try {
      component.collect(running.get(), Files.createDirectories(into));
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("no evidence of {}: {}", component.name(), e.toString());
    }
  }
}
