package firedrill.rescue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.injection.Candidate;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.Decision.Outcome;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Per volume: what lies there, and which replica to recover from, or why that is open. */
public final class ReplicaListing {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Decision> volumes = new LinkedHashMap<>();

  private final List<Unseen> unseen;
  private final List<Unseen> leftOut;

  private ReplicaListing(List<Unseen> unseen, List<Unseen> leftOut) {
    this.unseen = unseen;
    this.leftOut = leftOut;
  }

  /** Reads every replica to its end. */
  public static ReplicaListing of(List<Orphan> directories, Testimony evidence) throws IOException {
    return of(new Found(directories, List.of()), evidence);
  }

  /**
   * Likewise; while a place was not looked at, nothing is certain, unless a human says that it may
   * be left out.
   */
  public static ReplicaListing of(Found all, Testimony evidence) throws IOException {
    return of(all, evidence, told -> {});
  }

  /**
   * Likewise.
   *
   * @param progress told what is read next; whole replicas can take hours
   */
  public static ReplicaListing of(Found all, Testimony evidence, Consumer<String> progress)
      throws IOException {
    List<Orphan> directories = all.replicas();
    evidence.requireKnown(directories);
    List<Orphan> found = evidence.grouped(directories);
    Set<String> names = new TreeSet<>();
    found.forEach(o -> names.add(o.volume()));
    evidence.saved().ifPresent(s -> names.addAll(s.names()));
    ReplicaListing listing = new ReplicaListing(all.unseen(), all.leftOut());
    for (String volume : names) {
      long own = found.stream().filter(o -> o.volume().equals(volume)).count();
      progress.accept(
          "volume "
              + Printable.of(volume)
              + ": "
              + own
              + (own == 1 ? " directory is" : " directories are")
              + " read from end to end");
      Decision decision = evidence.decide(volume, found);
      listing.volumes.put(volume, listing.judged(volume, decision, evidence, found));
    }
    return listing;
  }

  private Decision judged(
      String volume, Decision decision, Testimony evidence, List<Orphan> found) {
    Decision judged = decision;
    if (evidence.isStandby(volume)) {
      judged =
          judged.and(
              "it was a standby volume: it holds the backup that was restored last, and a newer one"
                  + " may be in the backup store");
    }
    if (judged.outcome() == Outcome.CERTAIN && judged.ofUnused()) {
      judged =
          judged.opened(
              "none of them was ever written to: the volume was never used, or it was made anew in"
                  + " the place of a lost one, or a restore from a backup was not finished");
    } else if (judged.outcome() == Outcome.CERTAIN
        && judged.ofOneReplica()
        && !evidence.knows(volume)) {
      judged =
          judged.opened(
              "it is the only one that was found, and nothing tells how many there were: it may"
                  + " be the one that fell out weeks ago. Name the directories of all nodes, or"
                  + " bring saved resources; if there was no other, merge it");
    } else if (judged.outcome() == Outcome.CERTAIN && judged.ofOneReplica()) {
      judged = evidence.onlyOne(volume, found).judged(judged);
    } else if (judged.outcome() == Outcome.CERTAIN && !evidence.knows(volume)) {
      judged =
          judged.and(
              "nothing tells how many replicas there were: where a node's disk is not among the"
                  + " places, name it too");
    }
    if (judged.outcome() == Outcome.CERTAIN && !unseen.isEmpty()) {
      judged =
          judged.opened(
              "not everything was looked at, and the newest one may lie there: "
                  + unseen.get(0).why()
                  + (unseen.size() > 1 ? " (and " + (unseen.size() - 1) + " more)" : "")
                  + ". To leave it out, say --not-looked-at "
                  + unseen.get(0).place());
    }
    for (Unseen place : leftOut) {
      judged = judged.and("by a human's word " + place.place() + " was not looked at");
    }
    return judged;
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
    ArrayNode places = root.putArray("notLookedAt");
    unseen.forEach(u -> places.addObject().put("place", u.place() + "").put("why", u.why()));
    leftOut.forEach(
        u ->
            places
                .addObject()
                .put("place", u.place() + "")
                .put("why", u.why())
                .put("leftOutByHand", true));
    return root.toPrettyString();
  }

  /** Of any length; Created may be any year. */
  private static double seconds(Duration of) {
    return of.getSeconds() + of.getNano() / 1e9;
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
      c.glimpse().clock().ifPresent(k -> one.put("clockAheadSeconds", seconds(k)));
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
                chain.allDoubts().forEach(one.putArray("doubts")::add);
                chain.unvouched().forEach(one.putArray("holdNothing")::add);
                chain.words().forEach(one.putArray("words")::add);
              });
      c.problem().ifPresent(p -> one.put("problem", p));
    }
  }
}
