package firedrill.integrity;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** All fates in the order of their intents: what the stores are held against. */
public final class History {
  private final Map<UUID, Fate> fates;

  History(Map<UUID, Fate> fates) {
    this.fates = Collections.unmodifiableMap(new LinkedHashMap<>(fates));
  }

  public Collection<Fate> fates() {
    return fates.values();
  }

  public Map<UUID, Fate> byId() {
    return fates;
  }

  public List<Fate> acked() {
    return only(fate -> fate.acked().isPresent());
  }

  public List<Fate> refused() {
    return only(Fate::refused);
  }

  public List<Fate> ambiguous() {
    return only(Fate::ambiguous);
  }

  /** What was about to be sent at or after a moment of the ledger's clock. */
  public History since(Instant moment) {
    Map<UUID, Fate> some = new LinkedHashMap<>();
    fates.forEach(
        (id, fate) -> {
          if (!fate.intended().isBefore(moment)) {
            some.put(id, fate);
          }
        });
    return new History(some);
  }

  private List<Fate> only(Predicate<Fate> which) {
    return fates.values().stream().filter(which).toList();
  }
}
