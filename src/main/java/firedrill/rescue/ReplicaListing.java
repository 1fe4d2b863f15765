package firedrill.rescue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.injection.Candidate;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.injection.SavedReplica;
import firedrill.component.longhorn.replica.Printable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Per volume: what lies there, and which replica to recover from, or why that is open. */
public final class ReplicaListing {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Decision> volumes = new LinkedHashMap<>();

  private ReplicaListing() {}

  /** Reads every replica to its end. */
  public static ReplicaListing of(List<Orphan> directories, Testimony evidence) throws IOException {
    evidence.requireKnown(directories);
    List<Orphan> found = evidence.grouped(directories);
    Set<String> names = new TreeSet<>();
    found.forEach(o -> names.add(o.volume()));
    evidence
        .saved()
        .ifPresent(s -> s.evidence().stream().map(SavedReplica::volume).forEach(names::add));
    ReplicaListing listing = new ReplicaListing();
    for (String volume : names) {
      listing.volumes.put(volume, evidence.candidates(volume, found).decide());
    }
    return listing;
  }

  /** Whether each volume has a replica that is certain. */
  public boolean decided() {
    return volumes.values().stream().allMatch(d -> d.outcome() == Outcome.CERTAIN);
  }

  public boolean isEmpty() {
    return volumes.isEmpty();
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    volumes.forEach(
        (volume, decision) -> {
          text.append("volume ").append(Printable.of(volume)).append('\n');
          text.append(decision.table()).append('\n');
          text.append(
              switch (decision.outcome()) {
                case CERTAIN, BY_HAND ->
                    "  -> recover from "
                        + Printable.of(
                            decision.chosen().orElseThrow().orphan().directory().toString());
                case OPEN -> "  -> OPEN: a human must choose";
                case NONE -> "  -> NONE can be used as it is";
              });
          text.append('\n');
          decision.reasons().forEach(why -> text.append("     ").append(why).append('\n'));
          text.append('\n');
        });
    return text.toString();
  }

  /** For programs; times are ISO 8601, sizes bytes. */
  public String json() {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode all = root.putArray("volumes");
    volumes.forEach((volume, decision) -> add(all.addObject(), volume, decision));
    return root.toPrettyString();
  }

  private static void add(ObjectNode to, String volume, Decision decision) {
    to.put("volume", volume);
    to.put("outcome", decision.outcome().name().toLowerCase(java.util.Locale.ROOT));
    decision.chosen().ifPresent(c -> to.put("recoverFrom", c.orphan().directory().toString()));
    decision.reasons().forEach(to.putArray("reasons")::add);
    ArrayNode replicas = to.putArray("replicas");
    for (Candidate c : decision.all()) {
      ObjectNode one = replicas.addObject();
      one.put("directory", c.orphan().directory().toString());
      one.put("node", c.orphan().node());
      c.glimpse().head().ifPresent(h -> one.put("lastWrite", h.modified().toString()));
      c.glimpse().clock().ifPresent(k -> one.put("clockAheadSeconds", k.toMillis() / 1000.0));
      c.glimpse().revision().ifPresent(r -> one.put("revision", r.writes()));
      c.saved()
          .ifPresent(s -> one.put("saved", s.standing().name().toLowerCase(java.util.Locale.ROOT)));
      c.chain()
          .ifPresent(
              chain -> {
                one.put("size", chain.volume().size());
                one.put("layers", chain.layers().size());
                one.put("data", c.bytes());
                one.put("content", c.hash());
                chain.warnings().forEach(one.putArray("warnings")::add);
                chain.doubts().forEach(one.putArray("doubts")::add);
                chain.unvouched().forEach(one.putArray("holdNothing")::add);
                chain.words().forEach(one.putArray("words")::add);
              });
      c.problem().ifPresent(p -> one.put("problem", p));
    }
  }
}
