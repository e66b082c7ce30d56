// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPaynodeEscrow} from "../../src/IPaynodeEscrow.sol";
import {MoodyToken} from "../tokens/MoodyToken.sol";
import {vm} from "../Vm.sol";
import {EscrowModel} from "./EscrowModel.sol";

/// @notice Does to the escrow what people do, in any order, and keeps the model in step.
/// @dev Two moody tokens, three accounts in each role. The share of calls that revert is part of the invariants.
contract EscrowHandler is EscrowModel {
    IPaynodeEscrow private immutable ESCROW;
    address private immutable ADMIN;
    address private immutable OPERATOR;
    address private immutable FEE_RECEIVER;
    MoodyToken private immutable TOKEN_0;
    MoodyToken private immutable TOKEN_1;

    constructor(IPaynodeEscrow escrow, address admin, MoodyToken[2] memory tokens) {
        ESCROW = escrow;
        ADMIN = admin;
        OPERATOR = escrow.operator();
        FEE_RECEIVER = escrow.feeReceiver();
        (TOKEN_0, TOKEN_1) = (tokens[0], tokens[1]);
    }

    // Funding

    function lock(uint256 seed, uint96 amount) external {
        (uint256 quote, IPaynodeEscrow.Terms memory terms) = _quote(seed, amount);
        MoodyToken(terms.token).mint(terms.payer, terms.amount);
        vm.prank(terms.payer);
        MoodyToken(terms.token).approve(address(ESCROW), terms.amount);
        vm.prank(terms.payer);
        if (_try(abi.encodeCall(ESCROW.lock, (terms)))) _modelLock(quote, terms.token);
    }

    function lockByDeposit(uint256 seed, uint96 amount, uint256 excess) external {
        (uint256 quote, IPaynodeEscrow.Terms memory terms) = _quote(seed, amount);
        MoodyToken(terms.token).mint(ESCROW.depositAddressOf(terms), terms.amount + excess % 3);
        if (!_try(abi.encodeCall(ESCROW.collect, (terms)))) return;
        if (_isLocked(quote)) _modelLock(quote, terms.token);
    }

    function depositForAnyQuote(uint256 seed, uint96 amount) external {
        if (_quotes.length == 0) return;
        uint256 quote = seed % _quotes.length;
        IPaynodeEscrow.Terms memory terms = termsOf(quote);
        MoodyToken(terms.token).mint(ESCROW.depositAddressOf(terms), 1 + amount % (2 * terms.amount));
        bool wasLocked = _isLocked(quote);
        vm.prank(terms.refundTo);
        if (!_try(abi.encodeCall(ESCROW.collect, (terms)))) return;
        if (!wasLocked && _isLocked(quote)) _modelLock(quote, terms.token);
    }

    // Out again

    function release(uint256 seed, uint96 amount, bool whole) external {
        if (_locked.length == 0) return;
        uint256[] memory quotes = new uint256[](1);
        quotes[0] = _anyLocked(seed);
        uint256 remaining = _remaining(quotes[0]);
        _releaseAll(quotes, whole ? remaining : amount % (remaining + 2), seed >> 128);
    }

    function releaseSeveral(uint256 seed) external {
        if (_locked.length == 0) return;
        uint256[] memory quotes = new uint256[](1 + seed % 6);
        for (uint256 i = 0; i < quotes.length; ++i) {
            quotes[i] = _anyLocked(uint256(keccak256(abi.encode(seed, i))));
        }
        _releaseAll(quotes, 0, seed >> 128);
    }

    function refund(uint256 seed, bool byOperator) external {
        if (_locked.length == 0) return;
        uint256[] memory quotes = new uint256[](1 + seed % 3);
        bytes32[] memory orderIds = new bytes32[](quotes.length);
        for (uint256 i = 0; i < quotes.length; ++i) {
            quotes[i] = _anyLocked(uint256(keccak256(abi.encode(seed, i))));
            orderIds[i] = _quotes[quotes[i]].orderId;
        }
        vm.prank(byOperator ? OPERATOR : _person("stranger", seed));
        if (!_try(abi.encodeCall(ESCROW.refund, (orderIds)))) return;
        for (uint256 i = 0; i < quotes.length; ++i) {
            _expectRefunded(quotes[i], byOperator);
        }
    }

    function withdraw(uint256 seed) external {
        for (uint256 i = 0; i < 2 * (3 * PEOPLE + 1); ++i) {
            MoodyToken token = MoodyToken(_token(seed % 2 + i));
            address account = _receiver((seed >> 1) + i / 2);
            uint256 amount = credit[address(token)][account];
            if (amount == 0 || token.isBlocked(account)) continue;
            if (_try(abi.encodeCall(ESCROW.withdraw, (address(token), account)))) {
                _expectWithdrawn(address(token), account, amount);
            }
            return;
        }
    }

    // The world around

    function passTime(uint256 seconds_) external {
        vm.warp(block.timestamp + seconds_ % 20 minutes);
    }

    /// Mostly the blacklist lets go: a world where all are on it moves no money.
    function blacklist(uint256 seed, bool blocked) external {
        MoodyToken(_token(seed)).setBlocked(_receiver(seed >> 1), blocked && seed % 3 == 0);
    }

    function configure(uint256 seed) external {
        vm.startPrank(ADMIN);
        if (seed % 4 == 0) ESCROW.setProtocolFee(uint16((seed >> 8) % 101));
        if (seed % 16 == 1) ESCROW.pauseNewOrders();
        else ESCROW.resumeNewOrders();
        ESCROW.setTokenAllowed(_token(seed >> 16), seed % 16 != 2);
        vm.stopPrank();
    }

    function loseTokensToTheEscrow(uint256 seed, uint8 amount) external {
        MoodyToken(_token(seed)).mint(address(ESCROW), amount);
        stray[_token(seed)] += amount;
        _expected[_token(seed)] += amount;
    }

    /// What anyone can do once every deadline has passed. Not part of a campaign, but its end.
    function everyoneLeaves() external {
        vm.warp(block.timestamp + 31 days);
        for (uint256 i = 0; i < _locked.length; ++i) {
            bytes32[] memory one = new bytes32[](1);
            one[0] = _quotes[_locked[i]].orderId;
            ESCROW.refund(one);
            _expectRefunded(_locked[i], false);
        }
        for (uint256 i = 0; i < 2 * (3 * PEOPLE + 1); ++i) {
            (address token, address account) = (_token(i), _receiver(i / 2));
            MoodyToken(token).setBlocked(account, false);
            uint256 amount = credit[token][account];
            if (amount == 0) continue;
            ESCROW.withdraw(token, account);
            _expectWithdrawn(token, account, amount);
        }
        for (uint256 i = 0; i < _quotes.length; ++i) {
            IPaynodeEscrow.Terms memory terms = termsOf(i);
            if (IERC20(terms.token).balanceOf(ESCROW.depositAddressOf(terms)) != 0) ESCROW.collect(terms);
        }
    }

    /// Releases what is left of each order, or `amount` if it is not zero, to providers in turn.
    function _releaseAll(uint256[] memory quotes, uint256 amount, uint256 seed) private {
        IPaynodeEscrow.Release[] memory batch = new IPaynodeEscrow.Release[](quotes.length);
        for (uint256 i = 0; i < batch.length; ++i) {
            uint256 asked = amount == 0 ? _remaining(quotes[i]) : amount;
            address provider = _person("provider", (seed >> i) % PEOPLE);
            batch[i] = IPaynodeEscrow.Release(_quotes[quotes[i]].orderId, provider, asked, "");
        }
        vm.prank(OPERATOR);
        if (!_try(abi.encodeCall(ESCROW.release, (batch)))) return;
        for (uint256 i = 0; i < batch.length; ++i) {
            _expectReleased(quotes[i], batch[i].provider, batch[i].amount);
        }
    }

    function _expectReleased(uint256 quote, address provider, uint256 asked) private {
        uint256 amount = _modelRelease(quote, asked);
        if (amount == 0) return;
        IPaynodeEscrow.Terms memory terms = termsOf(quote);
        uint256 protocolFee = amount * terms.protocolFeeBps / 10_000;
        uint256 integratorFee = amount * terms.integratorFeeBps / 10_000;
        _expectPaid(terms.token, provider, amount - protocolFee - integratorFee);
        _expectPaid(terms.token, FEE_RECEIVER, protocolFee);
        _expectPaid(terms.token, terms.integrator, integratorFee);
    }

    function _expectRefunded(uint256 quote, bool byOperator) private {
        IPaynodeEscrow.Terms memory terms = termsOf(quote);
        uint256 amount = _modelRefund(quote, terms.deadline, byOperator);
        if (amount != 0) _expectPaid(terms.token, terms.refundTo, amount);
    }

    /// Out of the escrow, or kept as a credit if the token refuses the receiver.
    function _expectPaid(address token, address receiver, uint256 amount) private {
        if (amount == 0) return;
        if (MoodyToken(token).isBlocked(receiver)) credit[token][receiver] += amount;
        else _expected[token] -= amount;
    }

    function _expectWithdrawn(address token, address account, uint256 amount) private {
        credit[token][account] = 0;
        _expected[token] -= amount;
    }

    function _try(bytes memory call) private returns (bool success) {
        (success,) = address(ESCROW).call(call);
        ++calls;
        if (!success) ++reverts;
    }

    function _quote(uint256 seed, uint96 amount)
        private
        returns (uint256 number, IPaynodeEscrow.Terms memory terms)
    {
        number = _quotes.length;
        Quote memory quote = Quote({
            orderId: 0,
            seed: seed,
            amount: uint96(1 + amount % 1e24),
            quotedAt: uint40(block.timestamp),
            feeBps: ESCROW.protocolFeeBps()
        });
        terms = _termsFrom(number, quote);
        quote.orderId = ESCROW.orderIdOf(terms);
        _quotes.push(quote);
    }

    function _isLocked(uint256 quote) private view returns (bool) {
        return ESCROW.orderOf(_quotes[quote].orderId).status != IPaynodeEscrow.OrderStatus.Unknown;
    }

    /// Mostly one of the latest orders, which are likelier to be open.
    function _anyLocked(uint256 seed) private view returns (uint256) {
        uint256 count = _locked.length;
        uint256 window = seed % 4 == 0 || count < 5 ? count : 5;
        return _locked[count - 1 - (seed >> 2) % window];
    }

    function _token(uint256 seed) internal view override returns (address) {
        return address(seed % 2 == 0 ? TOKEN_0 : TOKEN_1);
    }

    /// Everyone whom a payout can go to.
    function _receiver(uint256 index) private view returns (address) {
        index %= 3 * PEOPLE + 1;
        if (index == 3 * PEOPLE) return FEE_RECEIVER;
        if (index < PEOPLE) return _person("provider", index);
        if (index < 2 * PEOPLE) return _person("refundTo", index);
        return _person("integrator", index);
    }
}
