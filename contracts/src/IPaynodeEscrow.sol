// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The Paynode escrow
/// @notice Holds an ERC-20 amount for one payment order until it is released to the provider that paid the
/// recipient, or refunded to the address that the payer chose.
///
/// What nobody can do, the admin and the operator included: take funds out of an order to an address other
/// than a provider's, the two fee receivers' named below and the order's refund address; stop a refund once
/// the order's deadline has passed; change the terms of an order; replace this code.
///
/// What has to be trusted. In mode `Operator` the operator alone decides which provider is paid: a dishonest
/// or stolen operator key can release locked orders of that mode to itself. Mode `Confirmed` closes this: each
/// release also needs the payer's signature. The admin can name another operator and so shares that trust; behind
/// a timelock this shows before it takes effect. In both modes the tokens' issuers keep their own powers (freezing,
/// upgrading) over their tokens.
///
/// Times are compared to the block's timestamp. "Before the deadline" is `timestamp < deadline`.
interface IPaynodeEscrow {
    /// @notice Who has to agree to a release.
    enum ReleaseMode {
        /// The operator alone.
        Operator,
        /// The operator, with the payer's EIP-712 signature over each release.
        Confirmed
    }

    /// @notice How far an order has come.
    enum OrderStatus {
        /// Never funded.
        Unknown,
        /// Some or all of its amount is held.
        Locked,
        /// All of its amount has been released or refunded. An order is never locked twice.
        Finished
    }

    /// @notice The terms of an order, fixed before it is funded. The order id commits to every one of them.
    /// @param orderRef The order's reference outside the chain; for Paynode's orders the 16 bytes of the order's
    /// UUID, then 16 zero bytes.
    /// @param token The ERC-20 token.
    /// @param amount What is locked, in the token's smallest unit: 1 to 2^96-1.
    /// @param payer Whose signature mode `Confirmed` needs. May be zero in mode `Operator`.
    /// @param refundTo The only address that refunds and unfit deposits go to.
    /// @param deadline Unix seconds. Funding ends here, and from here on anyone may refund.
    /// @param protocolFeeBps The protocol's share of each release, in basis points.
    /// @param integratorFeeBps The integrator's share of each release, in basis points.
    /// @param integrator Receives the integrator's share. May be zero if that share is zero.
    /// @param mode Who has to agree to a release.
    struct Terms {
        bytes32 orderRef;
        address token;
        uint256 amount;
        address payer;
        address refundTo;
        uint64 deadline;
        uint16 protocolFeeBps;
        uint16 integratorFeeBps;
        address integrator;
        ReleaseMode mode;
    }

    /// @notice One release of one order's funds to one provider.
    /// @param orderId The order.
    /// @param provider Receives the amount less the two fees.
    /// @param amount The gross amount, at most what is still held for the order. Fees are taken from it.
    /// @param payerSignature In mode `Confirmed` the payer's signature over `Confirmation`; else ignored.
    struct Release {
        bytes32 orderId;
        address provider;
        uint256 amount;
        bytes payerSignature;
    }

    /// @notice What the escrow holds for an order.
    struct Order {
        OrderStatus status;
        address token;
        uint256 remaining;
        address payer;
        address refundTo;
        uint64 deadline;
        uint16 protocolFeeBps;
        uint16 integratorFeeBps;
        address integrator;
        ReleaseMode mode;
    }

    // Events of orders

    /// @notice An order was funded in full. `funder` is who the tokens came from: a wallet or the order's own
    /// deposit address.
    event Locked(
        bytes32 indexed orderId,
        bytes32 indexed orderRef,
        address indexed token,
        address funder,
        uint256 amount,
        Terms terms
    );

    /// @notice Part or all of an order was released. The three amounts add up to the gross amount; `remaining`
    /// is what is still held.
    event Released(
        bytes32 indexed orderId,
        address indexed provider,
        uint256 providerAmount,
        uint256 protocolFee,
        uint256 integratorFee,
        uint256 remaining
    );

    /// @notice All that was still held for an order went to its refund address.
    event Refunded(bytes32 indexed orderId, address indexed refundTo, uint256 amount);

    /// @notice An item of a release batch had no effect. `reason` is the selector of one of the errors below.
    event ReleaseSkipped(bytes32 indexed orderId, bytes4 reason);

    /// @notice An item of the operator's refund batch had no effect. `reason` is the selector of one of the errors below.
    event RefundSkipped(bytes32 indexed orderId, bytes4 reason);

    /// @notice Tokens (or Ether, as token zero) left a deposit address other than into the escrow.
    event DepositReturned(
        address indexed depositAddress, address indexed token, address indexed refundTo, uint256 amount
    );

    /// @notice A token refused a payout to `account`; the amount is kept for it until it is withdrawn.
    event Credited(address indexed account, address indexed token, uint256 amount);

    /// @notice A kept payout was paid.
    event Withdrawn(address indexed account, address indexed token, address indexed to, uint256 amount);

    // Events of the configuration

    /// @notice `operator` releases and refunds from now on.
    event OperatorChanged(address indexed operator);

    /// @notice `feeReceiver` receives the protocol's shares from now on.
    event FeeReceiverChanged(address indexed feeReceiver);

    /// @notice New orders carry `feeBps`; terms with the former fee can be funded until the time given.
    event ProtocolFeeChanged(uint16 feeBps, uint16 formerFeeBps, uint64 formerAcceptedUntil);

    /// @notice New orders in `token` are allowed or no longer.
    event TokenAllowed(address indexed token, bool allowed);

    /// @notice New orders are stopped or taken again.
    event NewOrdersPaused(bool paused);

    // Terms that no order can have

    error ZeroAmount();
    error AmountTooLarge();
    error InvalidToken();
    error InvalidPayer();
    error InvalidRefundAddress();
    error InvalidIntegrator();
    error InvalidDeadline();
    error ProtocolFeeTooHigh();
    error IntegratorFeeTooHigh();

    // Why sound terms cannot be funded now; each is only seen as the reason inside `LockRefused`

    error AlreadyLocked();
    error OrdersPaused();
    error TokenNotAllowed();
    error DeadlinePassed();
    error DeadlineTooFar();
    error ProtocolFeeOutdated();

    // Why an item of a batch had no effect; only seen as the reason inside the two `Skipped` events

    error NotLocked();
    error InvalidProvider();
    error InvalidAmount();
    error NotConfirmed();
    error DeadlineNotReached();

    // Reverts

    error LockRefused(bytes32 orderId, bytes4 reason);
    error UnexpectedAmount(uint256 expected, uint256 received);
    error DepositEmpty();
    error DepositIncomplete(uint256 expected, uint256 present);
    error DepositReserved();
    error TransferFailed();
    error NothingToWithdraw();
    error InvalidAddress();
    error NotOperator();
    error NotOperatorOrAdmin();
    error NotRefundAddress();
    error TooManyTokens();
    error InsufficientGas();

    // Funding

    /// @notice Funds an order from the caller, who has approved the amount. Anyone may fund any order: refunds
    /// still go to the terms' refund address.
    /// @dev Reverts with `LockRefused` when the order cannot be funded now, and with `UnexpectedAmount` when the
    /// token delivers another amount than it was asked for.
    function lock(Terms calldata terms) external;

    /// @notice As `lock`, with an EIP-2612 permit of the caller for exactly `terms.amount`. A permit that someone
    /// else has already submitted does no harm.
    function lockWithPermit(Terms calldata terms, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice Funds an order with an EIP-3009 `receiveWithAuthorization` signed by `from`; anyone may submit it.
    /// @dev The authorization's nonce is the order id, so that a signature can fund this order alone and nobody
    /// can attach other terms to it. `to` is this contract and the value is `terms.amount`.
    /// @param signature 65 bytes r, s, v; or any other length for tokens that take contract wallets' signatures.
    function lockWithAuthorization(
        Terms calldata terms,
        address from,
        uint256 validAfter,
        uint256 validBefore,
        bytes calldata signature
    ) external;

    /// @notice Moves what is at the order's deposit address to where it belongs. Anyone may call it.
    ///
    /// - The order can be funded and at least its amount is there: the amount is locked and the rest goes to the
    ///   refund address.
    /// - The order can be funded but less than its amount is there: it may be the first of several parts, so it
    ///   waits, and the call reverts with `DepositIncomplete`; the refund address, the payer and the operator may
    ///   end the waiting, and then it goes to the refund address.
    /// - The order cannot be funded (too late, already funded, paused, token or fee no longer accepted): all of
    ///   it goes to the refund address.
    function collect(Terms calldata terms) external;

    /// @notice Sends all of `token` at the order's deposit address to the refund address; token zero is Ether.
    /// Anyone may call it, except for the order's own token while the order can still be funded: then only the
    /// refund address, the payer and the operator (`DepositReserved`).
    function recover(Terms calldata terms, address token) external;

    /// @notice As `recover`, at any time and to any address, for the refund address alone: a way out when the
    /// token or a contract refuses the refund address itself.
    function recoverTo(Terms calldata terms, address token, address to) external;

    // Release, refund, withdrawal

    /// @notice Releases locked funds to providers. Operator only. An item that cannot be released is skipped with
    /// an event and does not disturb the others. Each receiver gets one transfer a token for the whole batch; a
    /// refused transfer becomes a credit.
    /// @dev Allowed until the order's funds are gone, after the deadline too: a provider that paid just before
    /// the deadline, or while the chain stood still, is not robbed by it. From the deadline on anyone can refund,
    /// and each unit goes out once, by whichever comes first.
    /// Fees are rounded down for each release, in the provider's favour.
    /// Reverts with `InsufficientGas` rather than skip an item whose signature cannot be checked with the gas left.
    function release(Release[] calldata releases) external;

    /// @notice Sends all that is still held for each order to its refund address. By anyone from the deadline on,
    /// by the operator at any time. An item that cannot be refunded is skipped, with an event for the operator alone.
    function refund(bytes32[] calldata orderIds) external;

    /// @notice Pays `account` its credit in `token`. Anyone may call it.
    function withdraw(address token, address account) external;

    /// @notice Pays the caller's own credit in `token` to another address.
    function withdrawTo(address token, address to) external;

    // Configuration, by the admin: the `owner` of OpenZeppelin's `Ownable2Step`, meant to be a timelock

    /// @notice Names the operator. The former one loses its rights at once.
    function setOperator(address operator) external;

    /// @notice Names the receiver of protocol fees of releases from now on.
    function setFeeReceiver(address feeReceiver) external;

    /// @notice Sets the protocol fee of new orders. Locked orders keep theirs. Terms made with the former fee can
    /// still be funded for `FEE_GRACE`; deposits for terms with any other fee go to the refund address.
    function setProtocolFee(uint16 feeBps) external;

    /// @notice Allows new orders in a token, or ends that. Orders already locked in it are not touched.
    /// @dev Do not allow tokens that rebase, take a fee from the sender, or call receivers.
    function setTokenAllowed(address token, bool allowed) external;

    /// @notice Stops new orders. Operator or admin: stopping is the only thing it does.
    function pauseNewOrders() external;

    /// @notice Takes new orders again. Admin only.
    function resumeNewOrders() external;

    // Views

    /// @notice The order's id: keccak256 of the ABI encoding of `ORDER_TYPEHASH`, chain id, this contract, and the
    /// terms' fields in their order.
    function orderIdOf(Terms calldata terms) external view returns (bytes32);

    /// @notice The address that belongs to this order alone. Tokens sent there can only get to the escrow of this
    /// order or to its refund address. Reverts for terms that no order can have.
    function depositAddressOf(Terms calldata terms) external view returns (address);

    /// @notice Why the order cannot be funded now: the selector of one of the errors above, or zero if it can.
    function lockRefusalOf(Terms calldata terms) external view returns (bytes4);

    /// @notice What is held for an order. A finished order's refund address and payer are gone.
    function orderOf(bytes32 orderId) external view returns (Order memory);

    /// @notice What `account` can withdraw in `token`.
    function creditOf(address token, address account) external view returns (uint256);

    /// @notice The hash that the payer signs to confirm a release: EIP-712 `Confirmation(bytes32 orderId,address
    /// provider,uint256 amount,uint256 remaining)`, where `remaining` is what is held before this release, so that
    /// a signature serves once.
    function confirmationHash(bytes32 orderId, address provider, uint256 amount, uint256 remaining)
        external
        view
        returns (bytes32);

    /// @notice Whether `signature` is the payer's over the release of `amount` to `provider` as things stand.
    function isConfirmed(bytes32 orderId, address provider, uint256 amount, bytes calldata signature)
        external
        view
        returns (bool);

    /// @notice The first word of what an order id hashes; it names the fields.
    function ORDER_TYPEHASH() external view returns (bytes32);

    /// @notice The highest protocol fee, in basis points.
    function MAX_PROTOCOL_FEE_BPS() external view returns (uint16);

    /// @notice The highest integrator fee, in basis points.
    function MAX_INTEGRATOR_FEE_BPS() external view returns (uint16);

    /// @notice The longest time from funding to the deadline, in seconds.
    function MAX_LOCK_TIME() external view returns (uint64);

    /// @notice How long terms with the former protocol fee can be funded after a change, in seconds.
    function FEE_GRACE() external view returns (uint64);

    /// @notice The contract that deposit addresses are EIP-1167 clones of, with the order id as their salt.
    function depositImplementation() external view returns (address);

    /// @notice Who releases, and refunds before deadlines.
    function operator() external view returns (address);

    /// @notice Who receives the protocol's shares.
    function feeReceiver() external view returns (address);

    /// @notice The protocol fee of new orders, in basis points.
    function protocolFeeBps() external view returns (uint16);

    /// @notice Whether new orders are stopped.
    function newOrdersPaused() external view returns (bool);

    /// @notice Whether new orders can be in `token`.
    function isTokenAllowed(address token) external view returns (bool);
}
