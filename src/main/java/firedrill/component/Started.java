package firedrill.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The components of a lab that have started. */
public final class Started {

  private final Map<Component<?>, Object> byComponent = new ConcurrentHashMap<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();

  void put(Component<?> component, Object started) {
    byComponent.put(component, component.type().cast(started));
  }

  /**
   * What a component of that type offers.
   *
   * @throws IllegalStateException when the lab has none, or it has not started
   */
  public <T> T get(Class<T> type) {
    return find(type)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "this lab has no "
                        + type.getSimpleName()
                        + "; it has "
                        + byComponent.keySet().stream().map(Component::name).sorted().toList()));
  }

  /** The same; empty when there is none. */
  public <T> Optional<T> find(Class<T> type) {
    return byComponent.values().stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  void note(String text) {
    notes.add(text);
  }

  /** What was noticed while the components came up. */
  public List<String> notes() {
    return new ArrayList<>(notes);
  }

  <T> Optional<T> of(Component<T> component) {
    return Optional.ofNullable(byComponent.get(component)).map(component.type()::cast);
  }
}
