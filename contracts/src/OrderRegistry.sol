// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EscrowConfiguration} from "./EscrowConfiguration.sol";
import {IPaynodeEscrow} from "./IPaynodeEscrow.sol";
import {OrderTerms} from "./OrderTerms.sol";

/// @title The orders and their states: unknown, locked, finished
/// @dev No tokens move here. Two storage slots an order in mode `Operator`, three in mode `Confirmed`.
abstract contract OrderRegistry is EscrowConfiguration {
    using OrderTerms for Terms;

    /// @dev What is left, and whose it is if nobody else gets it. Cleared when the order finishes.
    struct Holding {
        address refundTo;
        uint96 remaining;
    }

    /// @dev Never changes once written; `tokenNumber` above zero says that the order was locked.
    struct Conditions {
        address integrator;
        uint40 deadline;
        uint16 tokenNumber;
        uint16 protocolFeeBps;
        uint16 integratorFeeBps;
        ReleaseMode mode;
    }

    struct StoredOrder {
        Holding holding;
        Conditions conditions;
        /// Only written in mode `Confirmed`.
        address payer;
    }

    /// @inheritdoc IPaynodeEscrow
    bytes32 public constant ORDER_TYPEHASH = OrderTerms.TYPEHASH;

    /// @inheritdoc IPaynodeEscrow
    uint64 public constant MAX_LOCK_TIME = 30 days;

    mapping(bytes32 orderId => StoredOrder) internal _orders;

    /// @inheritdoc IPaynodeEscrow
    function orderIdOf(Terms calldata terms) external view returns (bytes32) {
        return terms.id();
    }

    /// @inheritdoc IPaynodeEscrow
    function lockRefusalOf(Terms calldata terms) external view returns (bytes4) {
        terms.requireSound();
        return _refusal(terms, terms.id());
    }

    /// @inheritdoc IPaynodeEscrow
    function orderOf(bytes32 orderId) external view returns (Order memory order) {
        StoredOrder storage stored = _orders[orderId];
        Conditions memory conditions = stored.conditions;
        if (conditions.tokenNumber == 0) return order;
        order.remaining = stored.holding.remaining;
        order.refundTo = stored.holding.refundTo;
        order.status = order.remaining == 0 ? OrderStatus.Finished : OrderStatus.Locked;
        order.token = _tokens[conditions.tokenNumber];
        order.payer = stored.payer;
        order.deadline = conditions.deadline;
        order.protocolFeeBps = conditions.protocolFeeBps;
        order.integratorFeeBps = conditions.integratorFeeBps;
        order.integrator = conditions.integrator;
        order.mode = conditions.mode;
    }

    /// @dev Why sound terms cannot be funded now, or zero.
    function _refusal(Terms calldata terms, bytes32 orderId) internal view returns (bytes4) {
        Settings memory settings = _settings;
        if (_orders[orderId].conditions.tokenNumber != 0) return AlreadyLocked.selector;
        if (settings.paused) return OrdersPaused.selector;
        if (!_listings[terms.token].allowed) return TokenNotAllowed.selector;
        if (terms.deadline <= block.timestamp) return DeadlinePassed.selector;
        if (terms.deadline > block.timestamp + MAX_LOCK_TIME) return DeadlineTooFar.selector;
        if (!_isFeeAccepted(settings, terms.protocolFeeBps)) return ProtocolFeeOutdated.selector;
        return 0;
    }

    /// @dev Unknown to locked. The caller brings in the amount, or reverts.
    function _recordLock(Terms calldata terms, bytes32 orderId, address funder) internal {
        StoredOrder storage stored = _orders[orderId];
        // Sound terms fit the narrower types.
        stored.holding = Holding(terms.refundTo, uint96(terms.amount));
        stored.conditions = Conditions({
            integrator: terms.integrator,
            deadline: uint40(terms.deadline),
            tokenNumber: _listings[terms.token].number,
            protocolFeeBps: terms.protocolFeeBps,
            integratorFeeBps: terms.integratorFeeBps,
            mode: terms.mode
        });
        if (terms.mode == ReleaseMode.Confirmed) stored.payer = terms.payer;
        emit Locked(orderId, terms.orderRef, terms.token, funder, terms.amount, terms);
    }

    /// @dev Takes `amount` off what is held; the last unit finishes the order.
    function _takeFrom(StoredOrder storage stored, Holding memory holding, uint256 amount)
        internal
        returns (uint256 remaining)
    {
        remaining = holding.remaining - amount;
        if (remaining == 0) {
            delete stored.holding;
        } else {
            stored.holding = Holding(holding.refundTo, uint96(remaining));
        }
    }
}
