package drills;

import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Reply;
import firedrill.component.minio.StoreAnswer;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.ObjectOutcome;
import firedrill.integrity.ObjectReader;
import firedrill.integrity.ObjectStore;
import firedrill.integrity.Sha256;
import firedrill.integrity.Sight;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The object store by way of one of its servers, as writer and reader of a ledger. */
public record HostOfObjects(String name, ObjectClient client) implements ObjectStore, ObjectReader {

  @Override
  public ObjectOutcome put(ObjectKey key, byte[] content, boolean inParts) {
    return outcome(
        inParts
            ? client.putInParts(key.bucket(), key.name(), content)
            : client.put(key.bucket(), key.name(), content));
  }

  @Override
  public ObjectOutcome delete(ObjectKey key) {
    StoreAnswer<Boolean> answer = client.delete(key.bucket(), key.name());
    return outcome(new StoreAnswer<>(answer.reply(), answer.value().map(done -> "")));
  }

  /** What a ledger makes of an answer. */
  static ObjectOutcome outcome(StoreAnswer<String> answer) {
    Reply reply = answer.reply();
    ObjectOutcome.Kind kind =
        switch (reply.kind()) {
          case DONE -> ObjectOutcome.Kind.ACKNOWLEDGED;
          case REFUSED -> ObjectOutcome.Kind.REFUSED;
          case FAILED -> ObjectOutcome.Kind.FAILED;
          case UNANSWERED -> ObjectOutcome.Kind.AMBIGUOUS;
        };
    return new ObjectOutcome(kind, answer.value().orElse(""), reply.toString(), reply.took());
  }

  @Override
  public Sight read(ObjectKey key, Optional<String> version) {
    StoreAnswer<byte[]> answer =
        version.isPresent()
            ? client.get(key.bucket(), key.name(), version.get())
            : client.get(key.bucket(), key.name());
    if (answer.value().isPresent()) {
      return new Sight.Content(Sha256.of(answer.value().get()));
    }
    return answer.reply().code().equals("NoSuchKey")
        ? new Sight.Absent()
        : new Sight.Unreadable(answer.reply().toString());
  }

  @Override
  public Set<String> list(String bucket) throws IOException {
    StoreAnswer<Set<String>> answer = client.list(bucket);
    return answer
        .value()
        .orElseThrow(() -> new IOException("cannot list " + bucket + ": " + answer.reply()));
  }
}
