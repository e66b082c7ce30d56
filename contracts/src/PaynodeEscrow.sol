// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {EscrowConfiguration} from "./EscrowConfiguration.sol";
import {IERC3009Bytes} from "./IERC3009Bytes.sol";
import {IPaynodeEscrow} from "./IPaynodeEscrow.sol";
import {OrderDeposits} from "./OrderDeposits.sol";
import {OrderTerms} from "./OrderTerms.sol";
import {Payouts} from "./Payouts.sol";

/// @title The Paynode escrow
/// @notice See `IPaynodeEscrow`. Effects come before transfers, and every function that moves tokens refuses
/// re-entry.
contract PaynodeEscrow is OrderDeposits, EIP712 {
    using OrderTerms for Terms;
    using Payouts for Payouts.List;
    using SafeERC20 for IERC20;

    bytes32 private constant CONFIRMATION_TYPEHASH =
        keccak256("Confirmation(bytes32 orderId,address provider,uint256 amount,uint256 remaining)");

    uint256 private constant BASIS_POINTS = 10_000;

    /// @dev A contract wallet that burns all the gas it gets must not stop a batch; signature checks of the usual
    /// ones take a tenth of this.
    uint256 private constant CONFIRMATION_GAS = 300_000;

    /// @dev What has to be left before the check: its gas, the 64th that stays behind, and the call itself.
    uint256 private constant GAS_BEFORE_CONFIRMATION = CONFIRMATION_GAS * 64 / 63 + 10_000;

    /// @dev A release pays at most a provider, an integrator and the fee receiver.
    uint256 private constant PAYOUTS_PER_RELEASE = 3;

    mapping(address token => mapping(address account => uint256)) private _credits;

    /// @param admin Owns the configuration; deployments put a timelock here.
    /// @param operator_ Releases, and refunds before deadlines.
    /// @param feeReceiver_ Receives protocol fees.
    /// @param feeBps The protocol fee of new orders, in basis points.
    /// @param allowedTokens The tokens that orders can be in from the start.
    constructor(
        address admin,
        address operator_,
        address feeReceiver_,
        uint16 feeBps,
        address[] memory allowedTokens
    )
        EscrowConfiguration(admin, operator_, feeReceiver_, feeBps, allowedTokens)
        EIP712("Paynode Escrow", "1")
    {}

    /// @inheritdoc IPaynodeEscrow
    function lock(Terms calldata terms) external nonReentrant {
        _beginLock(terms, msg.sender);
        _pull(terms);
    }

    /// @inheritdoc IPaynodeEscrow
    function lockWithPermit(Terms calldata terms, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
    {
        _beginLock(terms, msg.sender);
        // If someone else submitted the permit first, the allowance is there all the same.
        try IERC20Permit(terms.token)
            .permit(msg.sender, address(this), terms.amount, permitDeadline, v, r, s) {}
            catch {}
        _pull(terms);
    }

    /// @inheritdoc IPaynodeEscrow
    function lockWithAuthorization(
        Terms calldata terms,
        address from,
        uint256 validAfter,
        uint256 validBefore,
        bytes calldata signature
    ) external nonReentrant {
        bytes32 orderId = _beginLock(terms, from);
        uint256 before = _balance(terms.token, address(this));
        _receiveWithAuthorization(terms, orderId, from, validAfter, validBefore, signature);
        _requireReceived(terms, before);
    }

    /// @inheritdoc IPaynodeEscrow
    function release(Release[] calldata releases) external nonReentrant {
        if (msg.sender != _settings.operator) revert NotOperator();
        Payouts.List memory payouts = Payouts.open(releases.length * PAYOUTS_PER_RELEASE);
        address protocol = feeReceiver;
        for (uint256 i = 0; i < releases.length; ++i) {
            bytes4 reason = _release(releases[i], protocol, payouts);
            if (reason != 0) emit ReleaseSkipped(releases[i].orderId, reason);
        }
        _pay(payouts);
    }

    /// @inheritdoc IPaynodeEscrow
    function refund(bytes32[] calldata orderIds) external nonReentrant {
        Payouts.List memory payouts = Payouts.open(orderIds.length);
        bool isOperator = msg.sender == _settings.operator;
        for (uint256 i = 0; i < orderIds.length; ++i) {
            bytes4 reason = _refund(orderIds[i], isOperator, payouts);
            // Only for the operator: an unknown party could fill everyone's indexes with orders that do not exist.
            if (reason != 0 && isOperator) emit RefundSkipped(orderIds[i], reason);
        }
        _pay(payouts);
    }

    /// @inheritdoc IPaynodeEscrow
    function withdraw(address token, address account) external nonReentrant {
        _withdraw(token, account, account);
    }

    /// @inheritdoc IPaynodeEscrow
    function withdrawTo(address token, address to) external nonReentrant {
        if (to == address(0) || to == address(this)) revert InvalidAddress();
        _withdraw(token, msg.sender, to);
    }

    /// @inheritdoc IPaynodeEscrow
    function creditOf(address token, address account) external view returns (uint256) {
        return _credits[token][account];
    }

    /// @inheritdoc IPaynodeEscrow
    function confirmationHash(bytes32 orderId, address provider, uint256 amount, uint256 remaining)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(
            keccak256(abi.encode(CONFIRMATION_TYPEHASH, orderId, provider, amount, remaining))
        );
    }

    /// @inheritdoc IPaynodeEscrow
    function isConfirmed(bytes32 orderId, address provider, uint256 amount, bytes calldata signature)
        external
        view
        returns (bool)
    {
        StoredOrder storage stored = _orders[orderId];
        // Without a payer nothing is valid: a signature that does not verify recovers to an error, not to zero.
        bytes32 hash = confirmationHash(orderId, provider, amount, stored.holding.remaining);
        return SignatureChecker.isValidSignatureNowCalldata(stored.payer, hash, signature);
    }

    function _beginLock(Terms calldata terms, address funder) private returns (bytes32 orderId) {
        terms.requireSound();
        orderId = terms.id();
        bytes4 reason = _refusal(terms, orderId);
        if (reason != 0) revert LockRefused(orderId, reason);
        _recordLock(terms, orderId, funder);
    }

    function _pull(Terms calldata terms) private {
        uint256 before = _balance(terms.token, address(this));
        IERC20(terms.token).safeTransferFrom(msg.sender, address(this), terms.amount);
        _requireReceived(terms, before);
    }

    function _receiveWithAuthorization(
        Terms calldata terms,
        bytes32 orderId,
        address from,
        uint256 validAfter,
        uint256 validBefore,
        bytes calldata signature
    ) private {
        if (signature.length == 65) {
            bytes32 r = bytes32(signature[:32]);
            bytes32 s = bytes32(signature[32:64]);
            IERC3009(terms.token)
                .receiveWithAuthorization(
                    from,
                    address(this),
                    terms.amount,
                    validAfter,
                    validBefore,
                    orderId,
                    uint8(signature[64]),
                    r,
                    s
                );
        } else {
            IERC3009Bytes(terms.token)
                .receiveWithAuthorization(
                    from, address(this), terms.amount, validAfter, validBefore, orderId, signature
                );
        }
    }

    /// @return Why nothing was released, or zero.
    function _release(Release calldata item, address protocol, Payouts.List memory payouts)
        private
        returns (bytes4)
    {
        StoredOrder storage stored = _orders[item.orderId];
        Holding memory holding = stored.holding;
        if (holding.remaining == 0) return NotLocked.selector;
        if (item.amount == 0 || item.amount > holding.remaining) return InvalidAmount.selector;
        if (item.provider == address(0) || item.provider == address(this)) return InvalidProvider.selector;
        Conditions memory conditions = stored.conditions;
        if (conditions.mode == ReleaseMode.Confirmed && !_isConfirmed(item)) return NotConfirmed.selector;

        uint256 remaining = _takeFrom(stored, holding, item.amount);
        address token = _tokens[conditions.tokenNumber];
        uint256 protocolFee = item.amount * conditions.protocolFeeBps / BASIS_POINTS;
        uint256 integratorFee = item.amount * conditions.integratorFeeBps / BASIS_POINTS;
        uint256 providerAmount = item.amount - protocolFee - integratorFee;
        payouts.add(token, item.provider, providerAmount);
        payouts.add(token, protocol, protocolFee);
        payouts.add(token, conditions.integrator, integratorFee);
        emit Released(item.orderId, item.provider, providerAmount, protocolFee, integratorFee, remaining);
        return 0;
    }

    /// @return Why nothing was refunded, or zero.
    function _refund(bytes32 orderId, bool isOperator, Payouts.List memory payouts) private returns (bytes4) {
        StoredOrder storage stored = _orders[orderId];
        Holding memory holding = stored.holding;
        if (holding.remaining == 0) return NotLocked.selector;
        Conditions memory conditions = stored.conditions;
        if (!isOperator && block.timestamp < conditions.deadline) return DeadlineNotReached.selector;

        _takeFrom(stored, holding, holding.remaining);
        payouts.add(_tokens[conditions.tokenNumber], holding.refundTo, holding.remaining);
        emit Refunded(orderId, holding.refundTo, holding.remaining);
        return 0;
    }

    /// @dev Through an external call, which alone can be given a limit of gas. With too little gas left for it the
    /// whole call reverts: a valid signature must not be skipped, and an estimate has to find the gas that it takes.
    function _isConfirmed(Release calldata item) private view returns (bool confirmed) {
        if (gasleft() < GAS_BEFORE_CONFIRMATION) revert InsufficientGas();
        try this.isConfirmed{gas: CONFIRMATION_GAS}(
            item.orderId, item.provider, item.amount, item.payerSignature
        ) returns (
            bool valid
        ) {
            confirmed = valid;
        } catch {}
    }

    /// @dev A caller cannot turn payouts into credits by giving too little gas: when a transfer runs out of gas, a
    /// 64th of what it got is left, and writing the credit takes more than that.
    function _pay(Payouts.List memory payouts) private {
        for (uint256 i = 0; i < payouts.count; ++i) {
            address token = payouts.tokens[i];
            address receiver = payouts.receivers[i];
            uint256 amount = Payouts.take(token, receiver);
            if (!IERC20(token).trySafeTransfer(receiver, amount)) {
                _credits[token][receiver] += amount;
                emit Credited(receiver, token, amount);
            }
        }
    }

    function _withdraw(address token, address account, address to) private {
        uint256 amount = _credits[token][account];
        if (amount == 0) revert NothingToWithdraw();
        _credits[token][account] = 0;
        IERC20(token).safeTransfer(to, amount);
        emit Withdrawn(account, token, to, amount);
    }
}
