package dev.rollcall;

import java.net.InetAddress;
import java.util.HexFormat;

/// What tells one sender of requests from another where only the address is known.
public final class SenderNetwork {

    private static final int NETWORK_BYTES = 8;

    private SenderNetwork() {
    }

    /// @param address where a request comes from
    /// @return the address; of an IPv6 address its network, /64, for who has one of these has all 2⁶⁴
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
    }

    /// @param address the same as a text, or whatever a proxy says of somebody
    /// @return the same; what is no address as it is
    public static String of(String address) {
        try {
            return of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException said) {
            return address;
        }
    }
}
