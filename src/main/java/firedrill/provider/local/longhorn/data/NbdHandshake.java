package firedrill.provider.local.longhorn.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Fixed newstyle negotiation, from the greeting to the choice of the export. */
final class NbdHandshake {

  /** Longer options are refused; one that lies beyond all reason ends the connection. */
  private static final int OPTION_LIMIT = 8 << 10;

  private static final int SKIP_LIMIT = 1 << 20;
  private static final int PREFERRED_BLOCK = 4096;

  /** NBD allows names of 4096 bytes. */
  private static final int NAME_LIMIT = 4096;

  private record Asked(String name, Set<Integer> infos) {}

  private final SocketChannel channel;
  private final NbdExport export;
  private boolean noZeroes;

  NbdHandshake(SocketChannel channel, NbdExport export) {
    this.channel = channel;
    this.export = export;
  }

  /**
   * @return whether the client wants to go on to transmission
   * @throws IOException when the client broke the rules or hung up
   */
  boolean negotiate() throws IOException {
    ByteBuffer greeting = ByteBuffer.allocate(18).putLong(Nbd.MAGIC).putLong(Nbd.OPTION_MAGIC);
    Nbd.send(channel, greeting.putShort((short) (Nbd.FIXED_NEWSTYLE | Nbd.NO_ZEROES)).flip());
    int flags = Nbd.receive(channel, 4).getInt();
    if ((flags & ~(Nbd.FIXED_NEWSTYLE | Nbd.NO_ZEROES)) != 0) {
      throw new IOException("unknown client flags " + Integer.toHexString(flags));
    }
    noZeroes = (flags & Nbd.NO_ZEROES) != 0;
    while (true) {
      ByteBuffer head = Nbd.receive(channel, 16);
      if (head.getLong() != Nbd.OPTION_MAGIC) {
        throw new IOException("not an NBD option");
      }
      int option = head.getInt();
      long length = Integer.toUnsignedLong(head.getInt());
      if (length > OPTION_LIMIT) {
        skip(option, length);
        continue;
      }
      ByteBuffer data = Nbd.receive(channel, (int) length);
      switch (option) {
        case Nbd.OPT_EXPORT_NAME -> {
          exportName(data);
          return true;
        }
        case Nbd.OPT_ABORT -> {
          reply(option, Nbd.REP_ACK);
          return false;
        }
        case Nbd.OPT_LIST -> list(option, data);
        case Nbd.OPT_INFO, Nbd.OPT_GO -> {
          if (info(option, data) && option == Nbd.OPT_GO) {
            return true;
          }
        }
        default -> reply(option, Nbd.REP_ERR_UNSUP);
      }
    }
  }

  private void skip(int option, long length) throws IOException {
    if (length > SKIP_LIMIT || option == Nbd.OPT_EXPORT_NAME) {
      throw new IOException("option of " + length + " bytes");
    }
    Nbd.receive(channel, (int) length);
    reply(option, Nbd.REP_ERR_TOO_BIG);
  }

  /** The old way: there is no reply in which an unknown name could be refused. */
  private void exportName(ByteBuffer data) throws IOException {
    String name = StandardCharsets.UTF_8.decode(data).toString();
    if (!export.answersTo(name)) {
      throw new IOException("no export named " + name);
    }
    ByteBuffer reply = ByteBuffer.allocate(noZeroes ? 10 : 134);
    reply.putLong(export.size()).putShort(export.flags());
    Nbd.send(channel, reply.clear());
  }

  private void list(int option, ByteBuffer data) throws IOException {
    if (data.hasRemaining()) {
      reply(option, Nbd.REP_ERR_INVALID);
      return;
    }
    byte[] name = export.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer entry = ByteBuffer.allocate(4 + name.length).putInt(name.length).put(name);
    reply(option, Nbd.REP_SERVER, entry.flip());
    reply(option, Nbd.REP_ACK);
  }

  private boolean info(int option, ByteBuffer data) throws IOException {
    Asked asked = asked(data);
    if (asked == null) {
      reply(option, Nbd.REP_ERR_INVALID);
      return false;
    }
    if (!export.answersTo(asked.name())) {
      reply(option, Nbd.REP_ERR_UNKNOWN);
      return false;
    }
    ByteBuffer what = ByteBuffer.allocate(12).putShort((short) Nbd.INFO_EXPORT);
    reply(option, Nbd.REP_INFO, what.putLong(export.size()).putShort(export.flags()).flip());
    if (asked.infos().contains(Nbd.INFO_NAME)) {
      byte[] name = export.name().getBytes(StandardCharsets.UTF_8);
      ByteBuffer named = ByteBuffer.allocate(2 + name.length).putShort((short) Nbd.INFO_NAME);
      reply(option, Nbd.REP_INFO, named.put(name).flip());
    }
    if (asked.infos().contains(Nbd.INFO_BLOCK_SIZE)) {
      ByteBuffer sizes = ByteBuffer.allocate(14).putShort((short) Nbd.INFO_BLOCK_SIZE);
      sizes.putInt(1).putInt(PREFERRED_BLOCK).putInt(NbdExport.LARGEST);
      reply(option, Nbd.REP_INFO, sizes.flip());
    }
    reply(option, Nbd.REP_ACK);
    return true;
  }

  /** The client's words; null when they contradict their own lengths. */
  private static Asked asked(ByteBuffer data) {
    if (data.remaining() < 6) {
      return null;
    }
    int length = data.getInt();
    if (length < 0 || length > NAME_LIMIT || length > data.remaining() - 2) {
      return null;
    }
    String name = StandardCharsets.UTF_8.decode(data.slice().limit(length)).toString();
    data.position(data.position() + length);
    int count = Short.toUnsignedInt(data.getShort());
    if (data.remaining() != 2 * count) {
      return null;
    }
    Set<Integer> infos = new HashSet<>();
    for (int i = 0; i < count; i++) {
      infos.add(Short.toUnsignedInt(data.getShort()));
    }
    return new Asked(name, infos);
  }

  private void reply(int option, int type) throws IOException {
    reply(option, type, ByteBuffer.allocate(0));
  }

  private void reply(int option, int type, ByteBuffer data) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(20 + data.remaining()).putLong(Nbd.OPTION_REPLY_MAGIC);
    Nbd.send(channel, head.putInt(option).putInt(type).putInt(data.remaining()).put(data).flip());
  }
}
