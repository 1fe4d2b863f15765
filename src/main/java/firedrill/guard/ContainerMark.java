package firedrill.guard;

import java.util.Map;

/**
 * The mark of a container: two labels, and its id. Whoever commits a container copies its labels
 * into an image and gives them to all that is started from it; the id is the engine's own, and
 * nobody chooses it.
 */
public final class ContainerMark {
  /** In front of what the record keeps of a container. */
  private static final String STORE = "container-";

  private static final int SHORT = 12;

  private final Guard guard;
  private final String name;
  private final StoreMark mark;

  /**
   * @param name what messages call it
   */
  public ContainerMark(Guard guard, String name) {
    this.name = "container " + name;
    this.mark = new StoreMark(guard, this.name);
    this.guard = guard;
  }

  /**
   * What it is created with: the nonce, and the run's id for people.
   *
   * @throws GuardRefusal unless this process began the run
   */
  public Map<String, String> labels() {
    return Map.of(StoreMark.NONCE, mark.text(), StoreMark.RUN, guard.record().runId());
  }

  /**
   * Writes down which one was created.
   *
   * @param id as the engine gave it, whole
   * @throws GuardRefusal unless this process began the run
   */
  public void created(String id) {
    guard.requireBegunHere(name);
    guard.recordIdentity(store(id), id);
  }

  /**
   * Looks at one.
   *
   * @param id as the engine shows it now, whole
   * @param labels null when it has none
   * @throws GuardRefusal unless it is the one that this run created
   */
  public void require(String id, Map<String, String> labels) {
    Map<String, String> given = labels == null ? Map.of() : labels;
    if (given.containsKey(StoreMark.RUN)
        && !guard.record().runId().equals(given.get(StoreMark.RUN))) {
      throw refusal("its labels name another run");
    }
    mark.require(given.get(StoreMark.NONCE));
    if (!id(id).equals(guard.requireRecordOnDisk().identities().get(store(id)))) {
      throw refusal("it is not a container that this run created: its labels are a copy");
    }
  }

  private String store(String id) {
    return STORE + id(id).substring(0, SHORT);
  }

  private String id(String id) {
    if (id == null || !id.matches("[0-9a-f]{64}")) {
      throw refusal("its id is none");
    }
    return id;
  }

  private GuardRefusal refusal(String why) {
    return new GuardRefusal(name, why, StoreMark.REMEDY);
  }
}
